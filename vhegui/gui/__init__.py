"""The window: shows results, turns gestures into edits; decides no physics."""
