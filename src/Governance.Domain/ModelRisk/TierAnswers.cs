using Governance.Domain.Models;

namespace Governance.Domain.ModelRisk;

/// <summary>How much one thing weighs.</summary>
public enum TierRating
{
    /// <summary>Little.</summary>
    Low,

    /// <summary>Some.</summary>
    Moderate,

    /// <summary>Much.</summary>
    High,
}

/// <summary>
/// What people answered about a model. Three answers say how material it is, three how complex: what banks tier their models by (SR 11-7,
/// section III; PRA SS1/23, principle 1.3).
/// </summary>
/// <param name="Impact">What a wrong output costs a person, a customer or the institution.</param>
/// <param name="Reach">How many people or how much money its outputs affect.</param>
/// <param name="Reliance">How far a decision follows the output: low where a person decides and the output is one of several sources, high
/// where no one looks before it takes effect.</param>
/// <param name="Method">How hard the method is to follow.</param>
/// <param name="Data">How many sources it reads, how far they can be checked, and how fast they change.</param>
/// <param name="Opacity">How hard it is to explain an output.</param>
public sealed record TierAnswers(
    TierRating Impact,
    TierRating Reach,
    TierRating Reliance,
    TierRating Method,
    TierRating Data,
    TierRating Opacity
)
{
    /// <summary>How material the model is: the highest of impact, reach and reliance. One grave answer is not averaged away.</summary>
    public TierRating Materiality => Highest(Impact, Reach, Reliance);

    /// <summary>How complex the model is: the highest of method, data and opacity.</summary>
    public TierRating Complexity => Highest(Method, Data, Opacity);

    /// <summary>
    /// The tier that follows. Materiality counts first: a complex model on which little hangs is not governed like a simple one on which
    /// much
    /// hangs.
    /// <code>
    /// materiality  complexity: low   moderate  high
    /// high                     2     1         1
    /// moderate                 3     2         2
    /// low                      4     4         3
    /// </code>
    /// </summary>
    public ModelTier Tier =>
        (Materiality, Complexity) switch
        {
            (TierRating.High, TierRating.Low) => ModelTier.Tier2,
            (TierRating.High, _) => ModelTier.Tier1,
            (TierRating.Moderate, TierRating.Low) => ModelTier.Tier3,
            (TierRating.Moderate, _) => ModelTier.Tier2,
            (TierRating.Low, TierRating.High) => ModelTier.Tier3,
            (TierRating.Low, _) => ModelTier.Tier4,
        };

    private static TierRating Highest(TierRating a, TierRating b, TierRating c) => (TierRating)Math.Max((int)a, Math.Max((int)b, (int)c));
}
