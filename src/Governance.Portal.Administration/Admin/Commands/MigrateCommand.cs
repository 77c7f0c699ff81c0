using System.CommandLine;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary><c>db migrate</c>: makes what is missing of folders, keys and schema.</summary>
internal sealed class MigrateCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var command = new Command("migrate", "Upgrade the database to the schema of this program, and create what else is missing.");
        var check = new Option<bool>("--check")
        {
            Description =
                "List the missing migrations and change nothing. Exit code 0 if none is missing, 1 if some are, 2 if this "
                + "cannot be determined.",
        };
        command.Options.Add(check);
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) => parsed.GetValue(check) ? CheckAsync(services, token) : MigrateAsync(runner, services, token),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    // Before an upgrade is begun, and in a deployment's first step: nothing is written, and no lock is taken.
    private static async Task<int> CheckAsync(IServiceProvider services, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        var database = DataServices.Describe(connection);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var isThere = await db.Database.CanConnectAsync(ct);
        if (!isThere && DataServices.KindOf(connection) is DatabaseKind.Postgres)
        {
            await Console.Error.WriteLineAsync($"{database} cannot be reached or does not exist.");
            return HostCommandExit.Wrong;
        }

        await SchemaVersions.EnsureUpgradableAsync(db, ct);
        var missing = isThere ? (await SchemaVersions.CompareAsync(db, ct)).Missing : [.. db.Database.GetMigrations()];
        await Console.Out.WriteLineAsync(
            missing.Count == 0
                ? $"{database} is up to date."
                : $"{database} is missing {string.Join(", ", missing)}. Start a node or run db migrate to apply what is missing. "
                    + (
                        missing.All(SchemaVersions.IsBeside)
                            ? "Nodes of the earlier version continue to work alongside it."
                            : "Nodes of the earlier version then report that they are not ready: stop them first."
                    )
        );
        return missing.Count == 0 ? HostCommandExit.Done : HostCommandExit.Failed;
    }

    private static async Task<int> MigrateAsync(HostCommandRunner runner, IServiceProvider services, CancellationToken ct)
    {
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        var before = await AppliedAsync(factory, ct);
        await runner.PrepareAsync(services, ct);
        var after = await AppliedAsync(factory, ct);
        var applied = after.Except(before, StringComparer.Ordinal).ToList();
        var database = DataServices.Describe(services.GetRequiredService<IConfiguration>().Database());
        if (applied.Count > 0)
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            var names = new JsonArray([.. applied.Select(m => (JsonNode)m)]);
            db.Append(
                new AuditEvent("database.migrated", "database", new JsonObject { ["migrations"] = names }),
                Actor.Host,
                services.GetRequiredService<TimeProvider>().GetUtcNow()
            );
            await db.SaveChangesAsync(ct);
        }

        await Console.Out.WriteLineAsync(
            applied.Count == 0 ? $"{database} is up to date." : $"{database}: applied {string.Join(", ", applied)}."
        );
        await Console.Out.WriteLineAsync($"The audit log's public key is {services.GetRequiredService<LogKey>().Public}");
        return HostCommandExit.Done;
    }

    private static async Task<IReadOnlyList<string>> AppliedAsync(IDbContextFactory<GovernanceDbContext> factory, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        return await db.Database.CanConnectAsync(ct) ? [.. await db.Database.GetAppliedMigrationsAsync(ct)] : [];
    }
}
