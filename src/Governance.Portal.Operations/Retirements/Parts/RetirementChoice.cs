namespace Governance.Portal.Operations.Retirements.Parts;

/// <summary>What a person is about to do with a retirement.</summary>
public enum RetirementDo
{
    /// <summary>Decide about dependants.</summary>
    Decide,

    /// <summary>Record that a task is done.</summary>
    Finish,

    /// <summary>Give a task to someone.</summary>
    Assign,

    /// <summary>Stop the traffic.</summary>
    Stop,

    /// <summary>Confirm that it has stopped.</summary>
    Confirm,

    /// <summary>Revoke keys, or keep them.</summary>
    Keys,

    /// <summary>Decide what becomes of data.</summary>
    Data,

    /// <summary>Set how long records are kept.</summary>
    Retention,

    /// <summary>Ask for the signatures.</summary>
    Sign,

    /// <summary>Close what was retired without a plan.</summary>
    Close,

    /// <summary>Open the plan again.</summary>
    Reopen,

    /// <summary>Call it off.</summary>
    Cancel,
}

/// <summary>A choice, with the task it is about.</summary>
/// <param name="What">What.</param>
/// <param name="Task">The task's number; 0 where it is about none.</param>
public sealed record RetirementChoice(RetirementDo What, int Task = 0);
