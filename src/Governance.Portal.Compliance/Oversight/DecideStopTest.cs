using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>A second person confirms the record of a test, or declines it.</summary>
public sealed class DecideStopTest(OversightAction action)
{
    /// <summary>What is decided.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Test">The test.</param>
    /// <param name="Outcome"><c>confirm</c> or <c>decline</c>.</param>
    /// <param name="Reason">Why it is declined.</param>
    public sealed record Command(SystemId System, StopTestId Test, string? Outcome, string? Reason);

    /// <summary>Runs the action; the value is the id of the test.</summary>
    public Task<Result<string>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return action.RunAsync(
            actor,
            new Attempt("stop-test.decided", command.Test.ToString(), Permission.ConfirmStopTests),
            command.System,
            async (context, system, token) =>
            {
                if (
                    await context.Db.StopTests.SingleOrDefaultAsync(t => t.System == system.Id && t.Id == command.Test, token)
                    is not { } test
                )
                {
                    return OversightRefusals.TestNotFound;
                }

                var person = (context.Access.Person!.Value, context.Access.PrintedName);
                var refusal = command.Outcome switch
                {
                    "confirm" => test.Confirm(person, context.Now),
                    "decline" => test.Decline(command.Reason, person, context.Now),
                    _ => OversightRefusals.OutcomeUnknown,
                };
                return refusal is not null
                    ? refusal
                    : new OversightAction.Written(
                        test.Id.ToString(),
                        new JsonObject { ["outcome"] = command.Outcome, ["reasonSha256"] = test.DeclineReason?.Sha256 }
                    );
            },
            ct
        );
    }
}
