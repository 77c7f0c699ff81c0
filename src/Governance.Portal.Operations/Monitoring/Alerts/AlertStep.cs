namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>What a person does about an alert.</summary>
public enum AlertStep
{
    /// <summary>Says that they look at it.</summary>
    Acknowledge,

    /// <summary>Makes it silent for a time.</summary>
    Silence,

    /// <summary>Says that it is over.</summary>
    Resolve,
}
