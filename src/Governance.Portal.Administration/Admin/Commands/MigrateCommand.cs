using System.CommandLine;
using System.Data.Common;
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
    private const int MostSeconds = 3600;

    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

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
        var wait = new Option<int>("--wait")
        {
            Description =
                "With --check: seconds to wait for someone else to apply what is missing, such as the migration job of a cluster.",
        };
        wait.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<int>() is < 0 or > MostSeconds)
            {
                option.AddError($"--wait takes 0 to {MostSeconds} seconds.");
            }
        });
        command.Options.Add(check);
        command.Options.Add(wait);
        command.Validators.Add(all =>
        {
            if (all.GetValue(wait) > 0 && !all.GetValue(check))
            {
                all.AddError("--wait needs --check.");
            }
        });
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) =>
                        parsed.GetValue(check)
                            ? AwaitAsync(services, TimeSpan.FromSeconds(parsed.GetValue(wait)), token)
                            : MigrateAsync(runner, services, token),
                    prepare: false,
                    ct
                )
        );
        return command;
    }

    // A node that waits here does not start on a schema that is not there yet, and does not fail on it either.
    private static async Task<int> AwaitAsync(IServiceProvider services, TimeSpan patience, CancellationToken ct)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var began = clock.GetTimestamp();
        while (true)
        {
            var (code, words) = await CheckAsync(services, ct);
            if (code is HostCommandExit.Done || clock.GetElapsedTime(began) >= patience)
            {
                await (code is HostCommandExit.Wrong ? Console.Error : Console.Out).WriteLineAsync(words);
                return code;
            }

            await Task.Delay(s_between, clock, ct);
        }
    }

    // Before an upgrade is begun, and in a deployment's first step: nothing is written, and no lock is taken.
    private static async Task<(int Code, string Words)> CheckAsync(IServiceProvider services, CancellationToken ct)
    {
        try
        {
            return await LookAsync(services, ct);
        }
        catch (DbException e)
        {
            // Such as a role that was not granted its rights yet: 42501.
            return (HostCommandExit.Wrong, $"What is missing cannot be determined: {e.Message}");
        }
    }

    private static async Task<(int Code, string Words)> LookAsync(IServiceProvider services, CancellationToken ct)
    {
        var connection = services.GetRequiredService<IConfiguration>().Database();
        var database = DataServices.Describe(connection);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var isThere = await db.Database.CanConnectAsync(ct);
        if (!isThere && DataServices.KindOf(connection) is DatabaseKind.Postgres)
        {
            return (HostCommandExit.Wrong, $"{database} cannot be reached or does not exist.");
        }

        await SchemaVersions.EnsureUpgradableAsync(db, ct);
        var missing = isThere ? (await SchemaVersions.CompareAsync(db, ct)).Missing : [.. db.Database.GetMigrations()];
        return (
            missing.Count == 0 ? HostCommandExit.Done : HostCommandExit.Failed,
            missing.Count == 0
                ? $"{database} is up to date."
                : $"{database} is missing {string.Join(", ", missing)}. Start a node or run db migrate to apply what is missing. "
                    + (
                        missing.All(SchemaVersions.IsBeside)
                            ? "Nodes of the earlier version continue to work alongside it."
                            : "Nodes of the earlier version then report that they are not ready: stop them first."
                    )
        );
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
        return await db.Database.CanConnectAsync(ct) ? await SchemaVersions.AppliedAsync(db, ct) : [];
    }
}
