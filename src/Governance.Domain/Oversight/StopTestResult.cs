namespace Governance.Domain.Oversight;

/// <summary>How a test of the stop control ended.</summary>
public enum StopTestResult
{
    /// <summary>The system stopped.</summary>
    Stopped,

    /// <summary>It did not.</summary>
    Failed,
}
