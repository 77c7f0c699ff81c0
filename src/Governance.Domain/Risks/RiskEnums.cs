namespace Governance.Domain.Risks;

/// <summary>What a risk is about. The names are those of the risk taxonomy, joined by dashes instead of underscores.</summary>
public enum RiskCategory
{
    /// <summary>Output is wrong or too uncertain for its use.</summary>
    Performance,

    /// <summary>Inputs, relations or behaviour move away from what was tested.</summary>
    Drift,

    /// <summary>Data is missing, wrong, stale, unsuited or of unknown origin.</summary>
    DataQuality,

    /// <summary>Groups are treated or served unequally without good reason.</summary>
    Fairness,

    /// <summary>Personal data is used, kept or revealed wrongly.</summary>
    Privacy,

    /// <summary>Someone attacks the model, data, pipeline or infrastructure.</summary>
    SecurityAdversarial,

    /// <summary>Untrusted content steers a language model.</summary>
    PromptInjection,

    /// <summary>People cannot understand, question or explain an outcome.</summary>
    Explainability,

    /// <summary>A supplier, model, dataset or service changes, fails or breaks terms.</summary>
    ThirdParty,

    /// <summary>A rule is broken, or a duty or date is missed.</summary>
    Legal,

    /// <summary>The service stops or is misused, or oversight does not work in practice.</summary>
    Operational,

    /// <summary>Money is lost through errors, abuse, cost or penalties.</summary>
    Financial,
}

/// <summary>What is done about a risk.</summary>
public enum RiskTreatment
{
    /// <summary>The feature, use or system is dropped.</summary>
    Avoid,

    /// <summary>Likelihood or impact is lowered by design, control or oversight.</summary>
    Reduce,

    /// <summary>The financial effect is shifted by contract or insurance; duties towards people and authorities stay.</summary>
    Transfer,

    /// <summary>The residual risk is kept knowingly, with signature and expiry date.</summary>
    Accept,

    /// <summary>It is watched with a threshold that triggers another treatment; no treatment on its own above band medium.</summary>
    Monitor,
}

/// <summary>Where a risk stands.</summary>
public enum RiskState
{
    /// <summary>It counts.</summary>
    Open,

    /// <summary>It is over: it can be opened again, and is never deleted.</summary>
    Closed,
}

/// <summary>How much attention a score asks for.</summary>
public enum RiskBand
{
    /// <summary>1 to 4: accept or watch; looked at yearly.</summary>
    Low,

    /// <summary>5 to 9: treat, or accept with a reason; looked at every six months.</summary>
    Medium,

    /// <summary>10 to 16: treat before release; looked at every quarter.</summary>
    High,

    /// <summary>17 to 25: no release; looked at weekly.</summary>
    Critical,
}

/// <summary>Likelihood and impact on the 5×5 scales of the risk taxonomy.</summary>
/// <param name="Likelihood">1 rare to 5 almost certain.</param>
/// <param name="Impact">1 negligible to 5 severe: the highest level reached in any column of the scale, never an average.</param>
public readonly record struct RiskRating(int Likelihood, int Impact)
{
    /// <summary>Highest level of either scale.</summary>
    public const int Most = 5;

    /// <summary>Likelihood times impact, 1 to 25.</summary>
    public int Score => Likelihood * Impact;

    /// <summary>Its band.</summary>
    public RiskBand Band => RiskBands.Of(Score);

    /// <summary>True when both are levels of the scales.</summary>
    public bool IsValid => Likelihood is >= 1 and <= Most && Impact is >= 1 and <= Most;
}

/// <summary>The bands of the risk taxonomy. A test holds them equal to the reference file.</summary>
public static class RiskBands
{
    /// <summary>The band of a score.</summary>
    /// <param name="score">Range: 1 to 25.</param>
    public static RiskBand Of(int score) =>
        score switch
        {
            <= 4 => RiskBand.Low,
            <= 9 => RiskBand.Medium,
            <= 16 => RiskBand.High,
            _ => RiskBand.Critical,
        };

    /// <summary>Lowest and highest score of a band.</summary>
    public static (int From, int To) Range(RiskBand band) =>
        band switch
        {
            RiskBand.Low => (1, 4),
            RiskBand.Medium => (5, 9),
            RiskBand.High => (10, 16),
            RiskBand.Critical => (17, 25),
        };

    /// <summary>
    /// Longest time between two reviews, which is also the longest time of an acceptance: a year, six months, a quarter, a week.
    /// </summary>
    public static int ReviewDays(RiskBand band) =>
        band switch
        {
            RiskBand.Low => 365,
            RiskBand.Medium => 182,
            RiskBand.High => 91,
            RiskBand.Critical => 7,
        };
}
