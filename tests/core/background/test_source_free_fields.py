"""A field without a source has no significance, wherever OFF lies: with alpha of the response or of off runs."""

from source_free_fields import significances


def test_significances_of_fields_without_a_source_are_standard_normal_numbers():
    found = significances(200)
    for values in (found.response, found.measured):
        assert abs(values.mean()) < 0.1
        assert abs(values.std(ddof=1) - 1.0) < 0.1
    assert found.area.std(ddof=1) > 1.5  # what solid angles would have claimed
