; An installer for Windows of the folder that PyInstaller makes (Inno Setup 6):
;   iscc /DVersion=0.1.0 packaging\windows\vhegui.iss
; It offers the program for the files of packaging/org.vhegui.Vhegui.xml in "Open with", and takes none of them over.
#define Name "vhegui"
#define Id "org.vhegui.Vhegui"

[Setup]
AppId={#Id}
AppName={#Name}
AppVersion={#Version}
AppPublisher=The vhegui developers
SourceDir=..\..
LicenseFile=LICENSE
SetupIconFile=packaging\icons\vhegui.ico
OutputDir=dist
OutputBaseFilename={#Name}-{#Version}-setup
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
UninstallDisplayIcon={app}\vhegui.exe

[Files]
Source: "dist\vhegui\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\vhegui.exe"; AppUserModelID: "{#Id}"

[Registry]
Root: HKA; Subkey: "Software\Classes\{#Id}"; ValueType: string; ValueData: "Gamma-ray data"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\{#Id}\DefaultIcon"; ValueType: string; ValueData: "{app}\vhegui.exe,0"
Root: HKA; Subkey: "Software\Classes\{#Id}\shell\open\command"; ValueType: string; ValueData: """{app}\vhegui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.fits\OpenWithProgids"; ValueType: string; ValueName: "{#Id}"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.fit\OpenWithProgids"; ValueType: string; ValueName: "{#Id}"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.fts\OpenWithProgids"; ValueType: string; ValueName: "{#Id}"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.pha\OpenWithProgids"; ValueType: string; ValueName: "{#Id}"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.yaml\OpenWithProgids"; ValueType: string; ValueName: "{#Id}"; Flags: uninsdeletevalue
