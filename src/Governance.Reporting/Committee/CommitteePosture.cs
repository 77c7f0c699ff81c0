namespace Governance.Reporting.Committee;

/// <summary>How many deployments in production stand how to the policies.</summary>
/// <param name="In">In policy.</param>
/// <param name="Warning">With rules that fail and do not block.</param>
/// <param name="Out">Out of policy.</param>
/// <param name="Waiting">Not judged yet.</param>
public sealed record CommitteePosture(int In, int Warning, int Out, int Waiting)
{
    /// <summary>Deployments in production.</summary>
    public int Total => In + Warning + Out + Waiting;
}
