using System.CommandLine;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Copies;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit.Commands;

/// <summary><c>db copy --from C --to C</c>: moves the database from SQLite to PostgreSQL, or back.</summary>
internal sealed class CopyCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var from = new Option<string>("--from") { Description = "Connection string of the database to copy.", Required = true };
        var to = new Option<string>("--to") { Description = "Connection string of an empty database of the other kind.", Required = true };
        var command = new Command(
            "copy",
            "Copy the database from SQLite to PostgreSQL, or back, and compare all rows. Stop the portal first. "
                + "After an interruption, run it again to continue."
        )
        {
            from,
            to,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) =>
                        CopyAsync(
                            services.GetRequiredService<IMakePortal>(),
                            parsed.GetRequiredValue(from),
                            parsed.GetRequiredValue(to),
                            token
                        ),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> CopyAsync(IMakePortal portals, string from, string to, CancellationToken ct)
    {
        CopyResult result;
        try
        {
            await using var source = portals.On(from);
            await using var target = portals.On(to);
            var copy = new InstallationCopy(Databases(source), Databases(target), from, to);
            result = await copy.RunAsync(() => AnnounceAsync(source, to, ct), Console.Out.WriteLineAsync, ct);
        }
        catch (CopyException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return HostCommandExit.Wrong;
        }

        if (result.Findings.Count > 0)
        {
            foreach (var finding in result.Findings)
            {
                await Console.Error.WriteLineAsync(finding);
            }

            await Console.Error.WriteLineAsync(
                "The copy differs from the source, so no portal starts on it. Empty the target and start again."
            );
            return HostCommandExit.Failed;
        }

        await Console.Out.WriteLineAsync(
            $"Compared {result.Tables} tables: all rows are equal. SHA-256 over all rows on both sides: {result.Digest}"
        );
        await using var checks = portals.On(to);
        return await CheckAsync(checks.Services, result, to, ct);
    }

    // First the entry: the copy then says of itself when it was made, and the log of both is one and the same.
    private static async Task AnnounceAsync(WebApplication source, string to, CancellationToken ct)
    {
        await using var db = await Databases(source).CreateDbContextAsync(ct);
        db.Append(
            new AuditEvent(
                "database.copied",
                "database",
                new JsonObject { ["to"] = DataServices.KindOf(to) is DatabaseKind.Postgres ? "PostgreSQL" : "SQLite" }
            ),
            Actor.Host,
            source.Services.GetRequiredService<TimeProvider>().GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    private static async Task<int> CheckAsync(IServiceProvider target, CopyResult result, string to, CancellationToken ct)
    {
        using var host = target.GetRequiredService<DataScopeAccessor>().AsHost();
        var state = await RestoredState.ReadAsync(
            target.GetRequiredService<IDbContextFactory<GovernanceDbContext>>(),
            target.GetRequiredService<KeyFolder>(),
            target.GetRequiredService<LastCheckpoint>(),
            ct
        );
        if ((state.Fault ?? state.Loss) is { } wrong)
        {
            await Console.Error.WriteLineAsync($"The copy equals its source, but both fail the check: {wrong}");
            return HostCommandExit.Failed;
        }

        await Console.Out.WriteLineAsync(
            $"The log's root over {state.Size} entries is {Convert.ToHexStringLower(state.Root)}, as signed and as the key folder has it."
        );
        if (await CheckCommand.CountAsync(target, ct) > 0)
        {
            return HostCommandExit.Failed;
        }

        await Console.Out.WriteLineAsync(
            $"{DataServices.Describe(to)} holds the complete database with {result.Entries} log entries. "
                + "Name it in ConnectionStrings__Governance, keep artifact and key folder, "
                + "and keep the source until the portal has run on the copy."
        );
        return HostCommandExit.Done;
    }

    private static IDbContextFactory<GovernanceDbContext> Databases(WebApplication portal) =>
        portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
}
