namespace Governance.Portal.Compliance.Explanations;

/// <summary>What a person does with a request in a dialog.</summary>
public enum ExplanationAct
{
    /// <summary>Returns the explanation to be written again.</summary>
    Return,

    /// <summary>Records that the answer went out.</summary>
    Send,

    /// <summary>Records that no explanation is owed.</summary>
    Decline,

    /// <summary>Records that the person took the request back.</summary>
    Withdraw,

    /// <summary>Erases the person.</summary>
    Erase,
}
