using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Pauses the source of a version, resumes it, has it looked at now, or removes it.</summary>
public sealed class ChangeSource(ActionRunner runner, DatabaseClock time, GetSource sources)
{
    /// <summary>Pauses or resumes it. What is being read when it is paused is dropped.</summary>
    public Task<Result<SourceView>> PauseAsync(Actor actor, string model, string version, bool paused, CancellationToken ct) =>
        ActAsync(
            actor,
            paused ? "source.paused" : "source.resumed",
            model,
            version,
            (context, source, pull, now) =>
            {
                if (source.Pause(paused, (context.Access.Actor.Id, context.Access.PrintedName), context.Now) is { } refusal)
                {
                    return refusal;
                }

                if (paused)
                {
                    pull.Pause();
                }
                else
                {
                    pull.Ask(null, now);
                }

                return null;
            },
            ct
        );

    /// <summary>Has it looked at now, whatever it waits for. Windows that have not ended are not pulled.</summary>
    public Task<Result<SourceView>> AskAsync(Actor actor, string model, string version, CancellationToken ct) =>
        ActAsync(
            actor,
            "source.asked",
            model,
            version,
            (_, source, pull, now) =>
            {
                if (source.IsPaused)
                {
                    return SourceRefusals.Paused;
                }

                pull.Ask(null, now);
                return null;
            },
            ct
        );

    /// <summary>Removes it. Windows that were pulled stay.</summary>
    public Task<Result<SourceView>> RemoveAsync(Actor actor, string model, string version, CancellationToken ct) =>
        ActAsync(
            actor,
            "source.removed",
            model,
            version,
            (context, source, pull, _) =>
            {
                context.Db.WindowPulls.Remove(pull);
                context.Db.WindowSources.Remove(source);
                return null;
            },
            ct
        );

    private Task<Result<SourceView>> ActAsync(
        Actor actor,
        string action,
        string model,
        string version,
        Func<ActionContext, WindowSource, WindowPull, DateTimeOffset, Refusal?> act,
        CancellationToken ct
    ) =>
        runner.RunAsync<SourceView>(
            actor,
            new Attempt(action, ModelName.Of(model, version), Permission.ManageMonitors),
            async (context, token) =>
            {
                var db = context.Db;
                var source = await db.WindowSources.SingleOrDefaultAsync(s => s.Model == model && s.Version == version, token);
                if (source is null)
                {
                    return SourceRefusals.NotFound(ModelName.Of(model, version));
                }

                var pull = await db.WindowPulls.SingleAsync(p => p.Model == model && p.Version == version, token);
                var view = await sources.OfAsync(db, source, pull, token);
                if (act(context, source, pull, await time.NowAsync(db, token)) is { } refusal)
                {
                    return refusal;
                }

                context.Append(new AuditEvent(action, source.AuditSubject, new JsonObject { ["connection"] = source.Connection }));
                if (db.Entry(source).State is not EntityState.Deleted)
                {
                    return await sources.OfAsync(db, source, pull, token);
                }

                await GetSource.ForgetFilesAsync(db, source, token);
                return view;
            },
            ct
        );
}
