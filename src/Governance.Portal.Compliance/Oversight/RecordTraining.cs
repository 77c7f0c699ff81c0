using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Records training that an overseer had.</summary>
public sealed class RecordTraining(OversightAction action)
{
    /// <summary>What is recorded.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Overseer">The appointment.</param>
    /// <param name="What">What the training was about.</param>
    /// <param name="On">The day; null for today.</param>
    /// <param name="ValidUntil">The last day it counts; null for a year from then.</param>
    /// <param name="Trainer">Who gave it.</param>
    /// <param name="Proof">Where the proof of it lies.</param>
    public sealed record Command(
        SystemId System,
        OverseerId Overseer,
        string? What,
        DateOnly? On,
        DateOnly? ValidUntil,
        string? Trainer,
        OversightProof Proof
    );

    /// <summary>Runs the action; the value is the id of the appointment.</summary>
    public Task<Result<string>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return action.RunAsync(
            actor,
            new Attempt("overseer.trained", command.Overseer.ToString(), Permission.ManageOversight),
            command.System,
            async (context, system, token) =>
            {
                if (
                    await context.Db.Overseers.SingleOrDefaultAsync(o => o.System == system.Id && o.Id == command.Overseer, token)
                    is not { } overseer
                )
                {
                    return OversightRefusals.OverseerNotFound;
                }

                var on = command.On ?? context.Now.Day();
                var training = overseer.Train(
                    command.What,
                    on,
                    command.ValidUntil ?? on.AddYears(1),
                    command.Trainer,
                    command.Proof,
                    (context.Access.Person!.Value, context.Access.PrintedName),
                    context.Now
                );
                return training.IsDone ? Written(overseer, training.Value) : training.Refusal;
            },
            ct
        );
    }

    private static OversightAction.Written Written(Overseer overseer, OversightTraining training) =>
        new(
            overseer.Id.ToString(),
            new JsonObject
            {
                ["person"] = overseer.Person.ToString(),
                ["number"] = training.Number,
                ["on"] = training.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["validUntil"] = training.ValidUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["sha256"] = training.Sha256,
            }
        );
}
