namespace Governance.Portal.Kernel.Api;

/// <summary>
/// Marks an endpoint whose answer allows something or says what holds now. It is never kept for a repeat of the request: an answer that
/// outlived a stop, a policy, a limit or a withdrawal would allow what is not allowed any more. A repeat is another question.
/// </summary>
public sealed class JudgedAnew
{
    private JudgedAnew() { }

    /// <summary>The mark.</summary>
    public static JudgedAnew Instance { get; } = new();
}
