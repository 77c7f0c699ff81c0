namespace Governance.Policies;

/// <summary>What a rule found.</summary>
public enum RuleOutcome
{
    /// <summary>The rule is met.</summary>
    Pass,

    /// <summary>The rule is not met.</summary>
    Fail,

    /// <summary>The rule could not be evaluated, which blocks.</summary>
    Error,

    /// <summary>The rule is not met and a valid waiver covers it.</summary>
    Waived,

    /// <summary>The rule has nothing to look at in this promotion.</summary>
    NotApplicable,
}
