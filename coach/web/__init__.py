"""The page: Coach in any browser, on this computer or in the room. Its routes are thin; the work is done in `app`."""
