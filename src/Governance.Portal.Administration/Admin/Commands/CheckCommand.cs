using System.CommandLine;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary><c>db check</c>: verifies schema, log and store; exit code 1 names what is wrong.</summary>
internal sealed class CheckCommand : IHostCommand
{
    public string Group => "db";

    public Command Make(HostCommandRunner runner)
    {
        var command = new Command(
            "check",
            "Verify the schema, the whole log, every stored record against it, and every stored file. Exit code 1 when something is wrong."
        );
        command.SetAction((_, ct) => runner.RunAsync(CheckAsync, prepare: false, ct));
        return command;
    }

    /// <summary>Runs all checks and says what they find.</summary>
    /// <returns>How many things are wrong.</returns>
    internal static async Task<int> CountAsync(IServiceProvider services, CancellationToken ct)
    {
        var wrong = 0;
        // What compares rows as they are stored comes before what reads them: it names each that others cannot read.
        foreach (var check in services.GetServices<IInstallationCheck>().OrderBy(c => c is not SchemaCheck).ThenBy(c => c.Rank))
        {
            var before = wrong;
            await foreach (var sentence in CheckRun.FindAsync(check, ct))
            {
                wrong++;
                await Console.Error.WriteLineAsync(sentence);
            }

            var faults = wrong - before;
            await Console.Out.WriteLineAsync(
                $"Checked {check.Subject}: {(faults == 0 ? "all is well" : faults == 1 ? "1 fault" : $"{faults} faults")}."
            );
            if (check is SchemaCheck && wrong > 0)
            {
                break; // nothing else can be read
            }
        }

        return wrong;
    }

    private static async Task<int> CheckAsync(IServiceProvider services, CancellationToken ct)
    {
        if (await CountAsync(services, ct) > 0)
        {
            return HostCommandExit.Failed; // and nothing is added to what is damaged
        }

        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        db.Append(
            new AuditEvent("database.checked", "database", new JsonObject { ["wrong"] = 0 }),
            Actor.Host,
            services.GetRequiredService<TimeProvider>().GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
        return HostCommandExit.Done;
    }
}
