using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Sets from where the windows of a version are pulled, or changes it.</summary>
public sealed class SetSource(ActionRunner runner, SourceConnections connections, DatabaseClock time, GetSource sources)
{
    private const int MostYears = 10;

    /// <summary>What is set.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">Name of the version.</param>
    /// <param name="Connection">Name of the connection.</param>
    /// <param name="Table">The table or view; for files, the prefix of their names.</param>
    /// <param name="TimeColumn">The column of time.</param>
    /// <param name="Length">How long a window is.</param>
    /// <param name="Zone">IANA time zone in which days and weeks begin.</param>
    /// <param name="LatenessMinutes">Minutes after a window's end from which it is pulled.</param>
    /// <param name="ByCounts">Whether rows are counted at their place.</param>
    /// <param name="Columns">What the columns are.</param>
    /// <param name="From">
    /// Any instant of the first window. Null: of a new source the window that has not ended yet; of another where it stands.
    /// </param>
    public sealed record Command(
        string Model,
        string Version,
        string Connection,
        string Table,
        string TimeColumn,
        WindowLength Length,
        string Zone,
        int LatenessMinutes,
        bool ByCounts,
        WindowColumns Columns,
        DateTimeOffset? From
    );

    /// <summary>Runs it.</summary>
    public Task<Result<SourceView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<SourceView>(
            actor,
            new Attempt("source.set", ModelName.Of(command.Model, command.Version), Permission.ManageMonitors),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<SourceView>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var db = context.Db;
        var (model, version) = (command.Model, command.Version);
        if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return ModelRefusals.VersionNotFound(model, version);
        }

        if (connections.Find(command.Connection) is not { } connection)
        {
            return SourceRefusals.ConnectionUnknown(command.Connection);
        }

        var now = await time.NowAsync(db, ct);
        if (command.From is { } first && (first > now || first < now.AddYears(-MostYears)))
        {
            return SourceRefusals.StartNotValid;
        }

        // A stream knows its rows already: what they are called, and by which column they were read.
        var (table, timeColumn) = (command.Table, command.TimeColumn);
        if (connections.HasFiles(command.Connection) && connections.OpenFiles(command.Connection).TimeColumn is { } received)
        {
            (table, timeColumn) = ($"{command.Connection}/", received);
            if (await IsOutsideAsync(context, connection, model, table, inFiles: true, ct))
            {
                return SourceRefusals.NotBound(command.Connection);
            }

            var other = await db
                .WindowSources.Where(s => s.Connection == command.Connection && (s.Model != model || s.Version != version))
                .OrderBy(s => s.Model)
                .ThenBy(s => s.Version)
                .Select(s => new { s.Model, s.Version })
                .FirstOrDefaultAsync(ct);
            if (other is not null)
            {
                return SourceRefusals.StreamTaken(command.Connection, ModelName.Of(other.Model, other.Version));
            }
        }

        if (await IsOutsideAsync(context, connection, model, table, connections.HasFiles(command.Connection), ct))
        {
            return SourceRefusals.NotBound(command.Connection);
        }

        var source = await db.WindowSources.SingleOrDefaultAsync(s => s.Model == model && s.Version == version, ct);
        var isNew = source is null;
        source ??= WindowSource.For(model, version);
        var terms = new SourceTerms(
            command.Connection,
            table,
            timeColumn,
            command.Length,
            command.Zone,
            command.LatenessMinutes,
            command.ByCounts,
            JsonSerializer.Serialize(Whole(command.Columns), JsonSerializerOptions.Web)
        )
        {
            InFiles = connections.HasFiles(command.Connection),
        };
        var isElsewhere =
            command.From is not null || (source.Connection, source.Table, source.TimeColumn) != (command.Connection, table, timeColumn);
        if (source.Set(terms, (context.Access.Actor.Id, context.Access.PrintedName), context.Now) is { } refusal)
        {
            return refusal;
        }

        var pull = await db.WindowPulls.SingleOrDefaultAsync(p => p.Model == model && p.Version == version, ct);
        if (isNew)
        {
            db.WindowSources.Add(source);
        }

        if (!isNew && isElsewhere)
        {
            // What is known of its files was known of other ones, or of other windows.
            await GetSource.ForgetFilesAsync(db, source, ct);
        }

        if (pull is null)
        {
            pull = WindowPull.Of(source, command.From ?? now, now);
            db.WindowPulls.Add(pull);
        }
        else
        {
            pull.Ask(command.From is { } again ? source.Periods.StartOf(again) : null, now);
            if (source.IsPaused)
            {
                pull.Pause();
            }
        }

        context.Append(
            new AuditEvent(
                "source.set",
                source.AuditSubject,
                new JsonObject
                {
                    ["connection"] = source.Connection,
                    ["table"] = source.Table,
                    ["length"] = WireName.Of(source.Length),
                    ["byCounts"] = source.ByCounts,
                    ["from"] = pull.Watermark.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                }
            )
        );
        return await sources.OfAsync(db, source, pull, ct);
    }

    // A connection reads with an account of its own: what that reaches is not what everyone sees who may set a source.
    private static async Task<bool> IsOutsideAsync(
        ActionContext context,
        SourceOptions connection,
        string model,
        string? table,
        bool inFiles,
        CancellationToken ct
    )
    {
        if (context.Access.DataScope is null)
        {
            return false;
        }

        // A model belongs to the system that it names, and to those that name it; read are those within the scope.
        var named = await context.Db.Models.Where(m => m.Name == model).Select(m => m.System).SingleOrDefaultAsync(ct);
        var naming = await context.Db.AiSystems.OfModel(model, named).Select(s => s.Id).ToListAsync(ct);
        return !SourceBinding.Allows(connection.For, model, [.. naming.Select(s => s.ToString())], table ?? "", inFiles);
    }

    // A body may leave out what it has nothing to say of; and what is pulled says itself whether it was counted.
    private static WindowColumns Whole(WindowColumns columns) =>
        columns with
        {
            Protected = columns.Protected ?? [],
            Ignore = columns.Ignore ?? [],
            Counted = false,
        };
}
