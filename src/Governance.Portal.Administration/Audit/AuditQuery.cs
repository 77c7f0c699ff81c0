using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Administration.Audit;

/// <summary>The filter of a list of log entries as an address carries it; bind with [AsParameters].</summary>
public sealed record AuditQuery
{
    /// <summary>Part of an actor's name or of an action's label, or the id of an object.</summary>
    [FromQuery(Name = "q"), Description("Part of an actor's name or of an action's label, or the ID of an object")]
    public string? Text { get; init; }

    /// <summary>The actor, as written in the log: <c>user:USR-0007</c>, <c>key:KEY-0003</c>, <c>system:gate</c>, <c>host</c>.</summary>
    [FromQuery(Name = "actor"), Description("The actor, as written in the log: user:USR-0007, key:KEY-0003, system:gate, host")]
    public string? Actor { get; init; }

    /// <summary>The action, as written in the log: <c>promotion.signed</c>.</summary>
    [FromQuery(Name = "action"), Description("The action, as written in the log: promotion.signed")]
    public string? Action { get; init; }

    /// <summary>The object, by its readable id: <c>APR-0012</c>, <c>fraud-scorer@1.4.0</c>.</summary>
    [FromQuery(Name = "subject"), Description("The object, by its readable id: APR-0012, fraud-scorer@1.4.0")]
    public string? Subject { get; init; }

    /// <summary><c>done</c> or <c>refused</c>.</summary>
    [FromQuery(Name = "outcome"), Description("done or refused")]
    public string? Outcome { get; init; }

    /// <summary>First day or time.</summary>
    [FromQuery(Name = "since"), Description("First day (2026-11-20) or instant (RFC 3339)")]
    public string? Since { get; init; }

    /// <summary>Last day, or the time before which entries are included.</summary>
    [FromQuery(Name = "until"), Description("Last day (2026-11-20), or the instant (RFC 3339) before which entries are listed")]
    public string? Until { get; init; }
}
