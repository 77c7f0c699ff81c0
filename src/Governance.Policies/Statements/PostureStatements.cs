namespace Governance.Policies;

/// <summary>What the portal itself asks of a deployment, besides its policies.</summary>
public static class PostureStatements
{
    /// <summary>It could not be judged.</summary>
    public static Statement NotJudged { get; } = Statement.Of("posture.not-judged");

    /// <summary>It decides for people, or may, and no approval to production lets it.</summary>
    /// <param name="version">The version, <c>model@version</c>.</param>
    /// <param name="environment">Where it runs.</param>
    public static Statement NotApproved(string version, string environment) =>
        Statement.Of(
            "posture.not-approved",
            ("version", new StatementValue.Name(version)),
            ("environment", new StatementValue.Name(environment))
        );

    /// <summary>An incident holds the version.</summary>
    /// <param name="incident">Id of the incident.</param>
    /// <param name="version">The version, <c>model@version</c>.</param>
    public static Statement Held(string incident, string version) =>
        Statement.Of("posture.held", ("incident", new StatementValue.Id(incident)), ("version", new StatementValue.Name(version)));

    /// <summary>A retirement has taken the version out of use.</summary>
    /// <param name="retirement">Id of the retirement.</param>
    /// <param name="version">The version, <c>model@version</c>.</param>
    public static Statement TakenOutOfUse(string retirement, string version) =>
        Statement.Of(
            "posture.out-of-use",
            ("retirement", new StatementValue.Id(retirement)),
            ("version", new StatementValue.Name(version))
        );

    /// <summary>It is an agent that is stopped.</summary>
    /// <param name="agent">Name of the agent.</param>
    public static Statement Stopped(string agent) => Statement.Of("posture.stopped", ("agent", new StatementValue.Name(agent)));

    /// <summary>The version made decisions that it was not allowed to make.</summary>
    /// <param name="alert">Id of the alert about them.</param>
    /// <param name="version">The version, <c>model@version</c>.</param>
    public static Statement Traffic(string alert, string version) =>
        Statement.Of("posture.traffic", ("alert", new StatementValue.Id(alert)), ("version", new StatementValue.Name(version)));

    /// <summary>It is in production, and nothing was ever measured.</summary>
    /// <param name="since">Since when it serves.</param>
    public static Statement Unmonitored(DateOnly since) => Statement.Of("monitoring.never", ("serving", new StatementValue.Day(since)));
}
