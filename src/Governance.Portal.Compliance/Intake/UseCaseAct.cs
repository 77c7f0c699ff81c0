namespace Governance.Portal.Compliance.Intake;

/// <summary>What a person does with a use case in a dialog of a few words.</summary>
public enum UseCaseAct
{
    /// <summary>Takes it back.</summary>
    Withdraw,

    /// <summary>Asks its proposer for more information.</summary>
    Ask,

    /// <summary>Gives an opinion.</summary>
    Opinion,

    /// <summary>Declines it.</summary>
    Decline,

    /// <summary>Records how a condition was met.</summary>
    Meet,
}
