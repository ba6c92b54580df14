//! Codes as PLOVER writes them: country and sectors ("FRAGOV"), or the name of a kind of body that belongs to no country.

use rapporteur_text::reading::Actor;

use super::table::{Entity, Kind};

/// No country.
pub const NO_COUNTRY: &str = "---";

/// What an actor is coded by, before the code is spelt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coding {
    /// ISO 3166-1 alpha-3, or one of IGO, NGO, IMG, MNC; empty for none.
    pub country: String,
    /// Sectors, joined.
    pub sectors: String,
}

impl Coding {
    /// The coding of an entity of the knowledge; `country` chooses among several.
    pub fn of(entity: &Entity, country: Option<&str>) -> Coding {
        let country = country.unwrap_or(entity.countries.get(..3).unwrap_or_default());
        let (country, sectors) = match (entity.kind, country.is_empty()) {
            (Kind::Igo, _) => ("IGO", entity.sectors),
            (Kind::Ngo, true) => ("NGO", entity.sectors),
            (Kind::Ngo, false) if entity.sectors.is_empty() => (country, "NGO"),
            (Kind::Group, true) => ("IMG", entity.sectors),
            (Kind::Company, true) => ("MNC", entity.sectors),
            _ => (country, entity.sectors),
        };
        Coding { country: country.to_owned(), sectors: sectors.to_owned() }
    }

    /// Spells the code and the actor's fields.
    pub fn apply(&self, actor: &mut Actor) {
        let state =
            self.country.len() == 3 && !matches!(self.country.as_str(), "IGO" | "NGO" | "IMG" | "MNC");
        actor.country = state.then(|| self.country.clone());
        let own = match self.country.as_str() {
            "IGO" | "NGO" => Some(self.country.clone()),
            "IMG" => Some("REB".to_owned()),
            "MNC" => Some("BUS".to_owned()),
            _ => None,
        };
        actor.sector = self.sectors.get(..3).map(str::to_owned).or(own);
        let mut sectors = self.sectors.as_str();
        if self.country == "IMG" && sectors == "REB"
            || self.country == "MNC" && sectors == "BUS"
            || sectors == self.country
        {
            sectors = "";
        }
        let country = if self.country.is_empty() { NO_COUNTRY } else { &self.country };
        actor.code = format!("{country}{sectors}");
    }
}
