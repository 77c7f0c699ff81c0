using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>What became of one message of a tool's monitor.</summary>
/// <param name="Monitor">Id of the monitor there.</param>
/// <param name="Status"><c>raised</c>, <c>repeated</c>, <c>resolved</c>, <c>held</c> (it says that it is over, and that is not for it to
/// say),
/// <c>known</c> or <c>ignored</c>.</param>
/// <param name="Alert">The alert; null where the message was about none.</param>
public sealed record MonitorReceipt(string Monitor, string Status, AlertId? Alert)
{
    /// <summary>Where the message has a value that is no figure, such as NaN, and what stands there; the rest of it counts.</summary>
    public string? Undefined { get; init; }
}

/// <summary>What became of the messages of one call, in their order.</summary>
/// <param name="Items">One for each message.</param>
public sealed record MonitorReceipts(IReadOnlyList<MonitorReceipt> Items);

/// <summary>
/// Turns messages of another tool's monitors into alerts that say who measured: all of a call or none. A message is known by the time that
/// it is about, so one that comes again, or late, changes nothing. No figure in it meets a limit of the portal. What one sender raised no
/// other ends, and what a rule in force reads is ended by the second line: here is nothing that was measured.
/// </summary>
public sealed class HandleMonitorCall(ActionRunner runner, IAlertsChanged rescore, AlertJudges judges)
{
    /// <summary>The action, as the log names it.</summary>
    public const string Action = "alert.raised";

    private const string SaidOver = "alert.said-over";

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who sends: a key with alerts:write.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="settings">How it is set up.</param>
    /// <param name="reports">What it said.</param>
    /// <param name="ct">Cancels.</param>
    internal Task<Result<MonitorReceipts>> RunAsync(
        Actor actor,
        MonitorTool tool,
        MonitorToolSettings settings,
        IReadOnlyList<MonitorReport> reports,
        CancellationToken ct
    ) =>
        runner.RunAsync<MonitorReceipts>(
            actor,
            new Attempt(Action, "alerts", Permission.ReportAlerts),
            async (context, token) =>
            {
                var placed = await PlaceAsync(context, tool, settings, reports, token);
                return placed.Refusal is { } refusal ? refusal : await TakeAsync(context, tool, placed.Value, token);
            },
            ct
        );

    private sealed record Placed(MonitorReport Report, Model Model, string Version, bool IsNamed, string Field)
    {
        // A tool that names no version speaks of the model, whichever version was in production when its monitor fired.
        public bool IsAbout(Alert alert) => alert.Model == Model.Name && alert.Field == Field && (!IsNamed || alert.Version == Version);
    }

    private static async Task<Result<IReadOnlyList<Placed>>> PlaceAsync(
        ActionContext context,
        MonitorTool tool,
        MonitorToolSettings settings,
        IReadOnlyList<MonitorReport> reports,
        CancellationToken ct
    )
    {
        var meant = reports.Select(r => (Report: r, Entry: EntryOf(settings, r))).ToList();
        // In the order of their names, so that two calls that are about several models never wait for each other.
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var name in meant.Select(m => NameOf(m.Report, m.Entry)).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            if (await context.Db.LockModelAsync(name, ct) is { } model)
            {
                models[name] = model;
            }
        }

        var served = (await ServedVersions.Of(context.Db, [.. models.Keys]).Select(v => new { v.Model, v.Version }).ToListAsync(ct))
            .GroupBy(v => v.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last().Version, StringComparer.Ordinal);
        var placed = new List<Placed>();
        foreach (var (report, entry) in meant)
        {
            if (NameOf(report, entry) is not { } name || !models.TryGetValue(name, out var model))
            {
                return MonitorHookRefusals.ModelUnknown(tool.Title, report.Monitor);
            }

            var named = entry is { Version.Length: > 0 } ? entry.Version : report.Version;
            if ((named ?? served.GetValueOrDefault(name)) is not { } version)
            {
                return MonitorHookRefusals.NoVersion(name);
            }

            if (named is not null && !await context.Db.Versions.AnyAsync(v => v.Model == name && v.Version == named, ct))
            {
                return MonitorHookRefusals.VersionUnknown(name, named);
            }

            placed.Add(new(report, model, version, named is not null, FieldOf(tool, report, entry)));
        }

        return Result<IReadOnlyList<Placed>>.Done(placed);
    }

    private async Task<Result<MonitorReceipts>> TakeAsync(
        ActionContext context,
        MonitorTool tool,
        IReadOnlyList<Placed> placed,
        CancellationToken ct
    )
    {
        var db = context.Db;
        var (models, fields) = (placed.Select(p => p.Model.Name).Distinct().ToList(), placed.Select(p => p.Field).Distinct().ToList());
        var alerts = await db
            .Alerts.Where(a =>
                a.Rule == AlertRule.ForeignMonitor && a.Monitor == null && models.Contains(a.Model) && fields.Contains(a.Field)
            )
            .ToListAsync(ct);
        var receipts = new MonitorReceipt[placed.Count];
        // What a list says in the wrong order is taken in the order of time.
        foreach (var (one, i) in placed.Select((one, i) => (one, i)).OrderBy(p => p.one.Report.At).ThenBy(p => p.one.Report.State))
        {
            var newest = alerts.Where(one.IsAbout).MaxBy(a => (a.SeenThrough, a.Id.Number));
            var open = alerts.Find(a => one.IsAbout(a) && a.Version == one.Version && a.State is not AlertState.Resolved);
            var over = alerts.FindAll(a => one.IsAbout(a) && a.State is not AlertState.Resolved && one.Report.At >= a.SeenThrough);
            receipts[i] = one.Report.State switch
            {
                MonitorReportState.Ignored => Receipt("ignored", open),
                MonitorReportState.Firing when newest is not null && one.Report.At <= newest.SeenThrough => Receipt("known", newest),
                MonitorReportState.Firing when open is null => Receipt("raised", await RaiseAsync(context, tool, one, alerts, ct)),
                MonitorReportState.Firing => Receipt("repeated", Repeat(context, tool, one, open)),
                MonitorReportState.Over when over.Count == 0 => Receipt("known", newest),
                MonitorReportState.Over => await EndAsync(context, tool, one, over, ct),
            };
            receipts[i] = receipts[i] with { Undefined = one.Report.Undefined };

            MonitorReceipt Receipt(string status, Alert? alert) => new(one.Report.Monitor, status, alert?.Id);
        }

        foreach (var model in models.Order(StringComparer.Ordinal))
        {
            await rescore.ChangedAsync(context, model, ct);
        }

        return new MonitorReceipts(receipts);
    }

    private static async Task<Alert> RaiseAsync(
        ActionContext context,
        MonitorTool tool,
        Placed one,
        List<Alert> alerts,
        CancellationToken ct
    )
    {
        var alert = new Alert
        {
            Id = await context.Db.NextIdAsync<AlertId>(ct),
            Model = one.Model.Name,
            Rule = AlertRule.ForeignMonitor,
            Field = one.Field,
            Owner = one.Model.Owner,
            BeganAt = one.Report.At,
            RaisedAt = context.Now,
        };
        context.Db.Alerts.Add(alert);
        alerts.Add(alert);
        See(context, alert, one);
        Append(context, Action, tool, alert);
        return alert;
    }

    private static Alert Repeat(ActionContext context, MonitorTool tool, Placed one, Alert alert)
    {
        See(context, alert, one);
        Append(context, "alert.repeated", tool, alert);
        return alert;
    }

    // Whether it comes again is told from what was stored of it.
    private async Task<MonitorReceipt> EndAsync(ActionContext context, MonitorTool tool, Placed one, List<Alert> over, CancellationToken ct)
    {
        var (status, told) = ("known", over[0]);
        foreach (var alert in over)
        {
            var said = await SaidAsync(context.Db, alert, ct);
            var isSender = await AreOneAsync(context, said.Raiser, ct);
            if (isSender && !await judges.IsReadAsync(context.Db, alert, ct))
            {
                alert.Pass(one.Report.At);
                alert.Recover(context.Now);
                AppendEnd(context, "alert.resolved", tool, alert, null);
                (status, told) = ("resolved", alert);
            }
            else if (!said.Over.Contains((context.Access.Actor.Id, CanonicalJson.Time(one.Report.At))))
            {
                if (isSender)
                {
                    alert.Pass(one.Report.At);
                }

                AppendEnd(context, SaidOver, tool, alert, one.Report.At);
                (status, told) = status == "resolved" ? (status, told) : ("held", alert);
            }
        }

        return new(one.Report.Monitor, status, told.Id);
    }

    // By the entries as they are in the log: who raised it, and who said when that it is over.
    private static async Task<(string? Raiser, HashSet<(string Actor, string? At)> Over)> SaidAsync(
        GovernanceDbContext db,
        Alert alert,
        CancellationToken ct
    )
    {
        // Raised by this very call.
        if (db.Entry(alert).State is EntityState.Added)
        {
            return (null, []);
        }

        var subject = alert.Id.ToString();
        var leaves = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Subject == subject && (e.Action == Action || e.Action == SaidOver))
            .Select(e => e.Leaf)
            .ToListAsync(ct);
        var entries = leaves.ConvertAll(leaf => LoggedEvent.Parse(leaf));
        return (
            entries.Find(e => e.Action == Action)?.Actor ?? "",
            [.. entries.Where(e => e.Action == SaidOver).Select(e => (e.Actor, e.Text("at")))]
        );
    }

    // The same key, or another one of the same owner: keys are replaced.
    private static async Task<bool> AreOneAsync(ActionContext context, string? raiser, CancellationToken ct) =>
        raiser is null
        || context.Access.Actor.Id == raiser
        || (await AccessReader.VerifiedOwnersBehindAsync(context.Db, context.Access.Actor.Id, ct))
            .Intersect(await AccessReader.VerifiedOwnersBehindAsync(context.Db, raiser, ct))
            .Any();

    private static void AppendEnd(ActionContext context, string action, MonitorTool tool, Alert alert, DateTimeOffset? at)
    {
        var data = new JsonObject { ["model"] = alert.Model, ["by"] = tool.Name };
        if (at is { } said)
        {
            data["at"] = CanonicalJson.Time(said);
        }

        context.Append(new AuditEvent(action, alert.Id.ToString(), data) { Covers = [alert.Model] });
    }

    // Another message asks for no less attention than those before it: a rule may read only what asks for most.
    private static void See(ActionContext context, Alert alert, Placed one) =>
        alert.SeeWindow(
            one.Version,
            one.Report.Value,
            alert.Level is DriftLevel.Alert ? DriftLevel.Alert : one.Report.Level,
            one.Report.At,
            context.Now
        );

    private static void Append(ActionContext context, string action, MonitorTool tool, Alert alert) =>
        context.Append(
            new AuditEvent(
                action,
                alert.Id.ToString(),
                new JsonObject
                {
                    ["model"] = alert.Model,
                    ["version"] = alert.Version,
                    ["rule"] = WireName.Of(alert.Rule),
                    ["field"] = alert.Field,
                    ["measuredBy"] = tool.Name,
                    ["count"] = 1,
                    ["owner"] = alert.Owner?.ToString(),
                }
            )
            {
                Covers = [alert.Model],
            }
        );

    // The monitor itself comes before the model that it watches.
    private static MonitoredModelSettings? EntryOf(MonitorToolSettings settings, MonitorReport report) =>
        settings
            .Models.Where(m => (m.Monitor.Length == 0 || m.Monitor == report.Monitor) && (m.Theirs.Length == 0 || m.Theirs == report.Model))
            .MaxBy(m => (m.Monitor.Length > 0 ? 2 : 0) + (m.Theirs.Length > 0 ? 1 : 0));

    private static string? NameOf(MonitorReport report, MonitoredModelSettings? entry) => entry?.Model ?? report.Model;

    // Whose figure it is stands first: the field is what people read of an alert, everywhere.
    private static string FieldOf(MonitorTool tool, MonitorReport report, MonitoredModelSettings? entry) =>
        $"{tool.Title}: {(entry is { Title.Length: > 0, Monitor.Length: > 0 } ? entry.Title : report.Monitor)}"
        + (report.Feature is { } feature ? $" ({feature})" : "");
}
