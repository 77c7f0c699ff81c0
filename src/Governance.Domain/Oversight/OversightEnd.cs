namespace Governance.Domain.Oversight;

/// <summary>Why an appointment ended.</summary>
public enum OversightEnd
{
    /// <summary>Someone ended it, with a reason.</summary>
    Relieved,

    /// <summary>The person's account was disabled.</summary>
    AccountDisabled,
}
