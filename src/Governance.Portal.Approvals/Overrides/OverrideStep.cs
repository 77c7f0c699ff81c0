namespace Governance.Portal.Approvals.Overrides;

/// <summary>What someone does about an emergency override.</summary>
public enum OverrideStep
{
    /// <summary>Asks for one, as the first of the two.</summary>
    Ask,

    /// <summary>Confirms it, as the second.</summary>
    Confirm,

    /// <summary>Ends it early.</summary>
    End,

    /// <summary>Reviews it afterwards.</summary>
    Review,
}
