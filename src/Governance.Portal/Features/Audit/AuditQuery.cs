using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Features.Audit;

/// <summary>The filter of a list of log entries as an address carries it; bind with [AsParameters].</summary>
/// <param name="Text">Part of an actor's name or of the words of an action, or the id of a thing.</param>
/// <param name="Actor">Who, as the log writes an actor: <c>user:USR-0007</c>, <c>key:KEY-0003</c>, <c>system:gate</c>, <c>host</c>.</param>
/// <param name="Action">What, as the log writes an action: <c>promotion.signed</c>.</param>
/// <param name="Subject">The thing, by its readable id: <c>APR-0012</c>, <c>fraud-scorer@1.4.0</c>.</param>
/// <param name="Outcome"><c>done</c> or <c>refused</c>.</param>
/// <param name="Since">First day or instant.</param>
/// <param name="Until">Last day, or first instant after.</param>
public sealed record AuditQuery(
    [property: FromQuery(Name = "q"), Description("Part of an actor's name or of the words of an action, or the id of a thing")] string? Text = null,
    [property: FromQuery(Name = "actor"), Description("Who, as the log writes an actor: user:USR-0007, key:KEY-0003, system:gate, host")] string? Actor = null,
    [property: FromQuery(Name = "action"), Description("What, as the log writes an action: promotion.signed")] string? Action = null,
    [property: FromQuery(Name = "subject"), Description("The thing, by its readable id: APR-0012, fraud-scorer@1.4.0")] string? Subject = null,
    [property: FromQuery(Name = "outcome"), Description("done or refused")] string? Outcome = null,
    [property: FromQuery(Name = "since"), Description("First day (2026-11-20) or instant (RFC 3339)")] string? Since = null,
    [property: FromQuery(Name = "until"), Description("Last day, or first instant after")] string? Until = null);
