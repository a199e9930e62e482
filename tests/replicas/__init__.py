"""Sites of the catalogue as small replicas: their real addresses and markup, our own words."""
