namespace Governance.Domain.Models;

/// <summary>
/// How closely a model is governed, by what hangs on it and how hard it is to understand. Banks tier their models so that effort goes
/// where the risk is (SR 11-7, section III; PRA SS1/23, principle 1.3). Tier 1 asks for most.
/// </summary>
public enum ModelTier
{
    /// <summary>Highest: a failure would hurt people or the institution at once.</summary>
    Tier1,

    /// <summary>High.</summary>
    Tier2,

    /// <summary>Moderate.</summary>
    Tier3,

    /// <summary>Low.</summary>
    Tier4,
}
