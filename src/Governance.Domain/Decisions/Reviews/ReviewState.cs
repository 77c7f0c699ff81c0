namespace Governance.Domain.Decisions.Reviews;

/// <summary>Where a review of a decision stands.</summary>
public enum ReviewState
{
    /// <summary>It waits for its reviewer.</summary>
    Open,

    /// <summary>The reviewer passed it on; it waits for the person it was passed to.</summary>
    Escalated,

    /// <summary>A person agrees with the model.</summary>
    Confirmed,

    /// <summary>A person decided otherwise.</summary>
    Overridden,

    /// <summary>No one answered before the content of the decision was erased.</summary>
    Lapsed,
}

/// <summary>What a reviewer answers.</summary>
public enum ReviewAnswer
{
    /// <summary>The model's decision stands.</summary>
    Confirm,

    /// <summary>The person decides otherwise.</summary>
    Override,

    /// <summary>Someone else has to decide.</summary>
    Escalate,
}
