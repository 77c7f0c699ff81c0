namespace Governance.Portal.Kernel.Api;

/// <summary>Marks an endpoint whose answer holds a secret that is shown once: it is never kept for a repeat of the request.</summary>
public sealed class SecretAnswer
{
    private SecretAnswer() { }

    /// <summary>The mark.</summary>
    public static SecretAnswer Instance { get; } = new();
}
