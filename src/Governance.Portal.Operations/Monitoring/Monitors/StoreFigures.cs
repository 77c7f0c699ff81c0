using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Takes in values of named business series, and measures of evaluations, for a stretch of time. Monitors with limits for them look at
/// once: there is nothing to compute.
/// </summary>
public sealed class StoreFigures(ActionRunner runner, RaiseMonitorAlerts alerts)
{
    /// <summary>Most values of one call.</summary>
    public const int MaxValues = 100;

    /// <summary>The values.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Start">First instant covered.</param>
    /// <param name="End">End of what is covered, exclusive.</param>
    /// <param name="Values">Values by name of the series.</param>
    public sealed record Command(
        string Model,
        string Version,
        DateTimeOffset? Start,
        DateTimeOffset? End,
        IReadOnlyDictionary<string, double>? Values
    )
    {
        /// <summary>Measures of an evaluation by name; the first of a name makes its monitor.</summary>
        public IReadOnlyDictionary<string, EvaluationMeasure> Measures { get; init; } = NoMeasures;
    }

    /// <summary>No evaluation.</summary>
    public static IReadOnlyDictionary<string, EvaluationMeasure> NoMeasures { get; } =
        new Dictionary<string, EvaluationMeasure>(StringComparer.Ordinal);

    /// <summary>What was stored.</summary>
    /// <param name="Stored">Values stored.</param>
    /// <param name="Breaches">Of these, beyond the limits of a monitor.</param>
    /// <param name="Alerts">Alerts that were raised or seen again.</param>
    public sealed record Answer(int Stored, int Breaches, IReadOnlyList<AlertId> Alerts);

    /// <summary>Runs it.</summary>
    public Task<Result<Answer>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("figures.stored", ModelName.Of(command.Model, command.Version), Permission.WriteMonitoring),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    /// <summary>Reads <c>margin=0.12,latency=340</c>, as a window's address carries it.</summary>
    public static Result<Dictionary<string, double>> Parse(string? text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (
                equals < 1
                || !double.TryParse(part.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !values.TryAdd(part[..equals].Trim(), value)
            )
            {
                return MonitoringRefusals.FigureNotValid(
                    "series",
                    $"Write business figures as name=number, each name once. This does not fit: {part[..Math.Min(part.Length, 100)]}"
                );
            }
        }

        return Refuses(values) is { } refusal ? refusal : values;
    }

    /// <summary>Says what is wrong with values, or nothing.</summary>
    public static Refusal? Refuses(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count > MaxValues)
        {
            return MonitoringRefusals.FigureNotValid("values", $"At most {MaxValues} values are accepted at once.");
        }

        foreach (var (name, value) in values)
        {
            if (name.Length is 0 or > BusinessFigure.MaxName || name.AsSpan().ContainsAny(',', '='))
            {
                return MonitoringRefusals.FigureNotValid(
                    "values",
                    $"The name of a series must have 1 to {BusinessFigure.MaxName} characters, without commas or equals signs."
                );
            }

            if (!double.IsFinite(value))
            {
                return MonitoringRefusals.FigureNotValid("values", $"{name} is not a finite number.");
            }
        }

        return null;
    }

    /// <summary>Adds rows for values that came with a window; the fact of the window names them.</summary>
    internal static void Add(
        ActionContext context,
        string model,
        string version,
        DateTimeOffset start,
        DateTimeOffset end,
        IReadOnlyDictionary<string, double> values
    )
    {
        foreach (var (name, value) in values)
        {
            context.Db.BusinessFigures.Add(
                new BusinessFigure
                {
                    Model = model,
                    Version = version,
                    Name = name,
                    Start = start,
                    End = end,
                    Value = value,
                    StoredAt = context.Now,
                    StoredBy = context.Access.Actor.Id,
                }
            );
        }
    }

    private async Task<Result<Answer>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        if (!await db.Versions.AnyAsync(v => v.Model == command.Model && v.Version == command.Version, ct))
        {
            return ModelRefusals.VersionNotFound(command.Model, command.Version);
        }

        if (command is not { Start: { } start, End: { } end } || end <= start)
        {
            return MonitoringRefusals.PeriodNotValid;
        }

        if (end.IsAhead(context.Now))
        {
            return MonitoringRefusals.PeriodAhead(end, context.Now);
        }

        var measures = command.Measures;
        var values = new Dictionary<string, double>(command.Values ?? new Dictionary<string, double>(), StringComparer.Ordinal);
        foreach (var (name, measure) in measures)
        {
            if (measure is null || !values.TryAdd(name, measure.Value))
            {
                return MonitoringRefusals.FigureNotValid(
                    "measures",
                    $"{name[..Math.Min(name.Length, 100)]} has no measure, or is also listed under values."
                );
            }
        }

        if (values.Count == 0)
        {
            return MonitoringRefusals.FigureNotValid("values", $"There is no value.");
        }

        if (Refuses(values) is { } refusal)
        {
            return refusal;
        }

        if (
            measures.Where(m => m.Value.Problem is not null).Select(m => (m.Key, m.Value.Problem)).FirstOrDefault() is
            { Problem: { } wrong } bad
        )
        {
            return MonitoringRefusals.FigureNotValid("measures", $"{bad.Key} {Sentence.Ours(wrong)}");
        }

        var names = values.Keys.ToList();
        if (
            await db
                .BusinessFigures.Where(f =>
                    f.Model == command.Model && f.Version == command.Version && names.Contains(f.Name) && f.Start == start && f.End == end
                )
                .Select(f => f.Name)
                .FirstOrDefaultAsync(ct) is
            { } taken
        )
        {
            return MonitoringRefusals.FigureTaken(taken);
        }

        Add(context, command.Model, command.Version, start, end, values);
        var made = await WatchAsync(context, command, ct);
        if (made.Refusal is { } full)
        {
            return full;
        }

        var monitors = await db
            .Monitors.Where(m =>
                m.Model == command.Model
                && (m.Kind == MonitorKind.Business || m.Kind == MonitorKind.Evaluation)
                && m.IsEnabled
                && names.Contains(m.Target)
            )
            .ToListAsync(ct);
        var raised = await alerts.RunAsync(
            context,
            new(command.Model, command.Version, start, end, null),
            [
                .. monitors.Where(m => m.Kind is MonitorKind.Business).Select(m => MonitorMeasures.OfBusiness(m, values[m.Target])),
                .. monitors
                    .Concat(made.Value)
                    .Where(m => m.Kind is MonitorKind.Evaluation && measures.ContainsKey(m.Target))
                    .Select(m => MonitorMeasures.OfEvaluation(m, measures[m.Target])),
            ],
            ct
        );
        context.Append(
            new AuditEvent(
                "figures.stored",
                ModelName.Of(command.Model, command.Version),
                new JsonObject
                {
                    ["values"] = values.Count,
                    ["breaches"] = raised.Breaches,
                    ["start"] = CanonicalJson.Time(start),
                    ["end"] = CanonicalJson.Time(end),
                    ["sha256"] = Sha256Hex.Of(
                        CanonicalJson.Serialize(
                            new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)MonitorFacts.Written(v.Value))))
                        )
                    ),
                }
            )
            {
                Covers = [command.Model, .. raised.Seen.Select(a => a.ToString())],
            }
        );
        return new Answer(values.Count, raised.Breaches, raised.Seen);
    }

    // The first measure of a name is what later ones are held against. The monitors are part of the fact that made them.
    private static async Task<Result<List<ModelMonitor>>> WatchAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        var names = command.Measures.Keys.ToList();
        var made = new List<ModelMonitor>();
        if (names.Count == 0)
        {
            return made;
        }

        // Two evaluations that come at the same time make a monitor once.
        _ = await db.LockModelAsync(command.Model, ct);
        var known = await db
            .Monitors.Where(m => m.Model == command.Model && m.Kind == MonitorKind.Evaluation && names.Contains(m.Target))
            .Select(m => m.Target)
            .ToListAsync(ct);
        var count = await db.Monitors.CountAsync(m => m.Model == command.Model, ct);
        foreach (
            var (name, measure) in command
                .Measures.Where(m => m.Value.Better is not null && !known.Contains(m.Key, StringComparer.Ordinal))
                .OrderBy(m => m.Key, StringComparer.Ordinal)
        )
        {
            if (count + made.Count >= ModelMonitor.MaxPerModel)
            {
                return MonitoringRefusals.TooManyMonitors;
            }

            var monitor = ModelMonitor.Create(
                await db.NextIdAsync<MonitorId>(ct),
                command.Model,
                MonitorKind.Evaluation,
                name,
                null,
                measure.Terms(name),
                context.Now
            );
            if (monitor.Refusal is { } refusal)
            {
                return refusal;
            }

            made.Add(monitor.Value);
            db.Monitors.Add(monitor.Value);
            context.Append(
                new AuditEvent("monitor.created", monitor.Value.Id.ToString(), MonitorFacts.Of(monitor.Value)) { Covers = [command.Model] }
            );
        }

        return made;
    }
}
