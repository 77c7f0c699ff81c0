using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.Library;

/// <summary>
/// Takes risks of the library into the register, for one model or AI system: all of those chosen, or none. Their controls are planned,
/// what is left is for people to assess, and each listens to what the model measures of it.
/// </summary>
public sealed class AddLibraryRisks(ActionRunner runner, RiskActionRunner work)
{
    /// <summary>Most risks of one call.</summary>
    public const int Most = 50;

    /// <summary>A risk that is taken.</summary>
    /// <param name="Id">Its id in the library.</param>
    /// <param name="Inherent">Rating before anything is done; the library's when left out.</param>
    public sealed record Choice(string? Id, RatingBody? Inherent = null);

    /// <summary>What is taken; nothing of it is checked yet.</summary>
    /// <param name="Place">Name of the model, or id of the AI system, such as SYS-0001.</param>
    /// <param name="Version">Name of the model's version; all when left out.</param>
    /// <param name="Owner">E-mail address of who answers for them; the person who adds them when left out.</param>
    /// <param name="Risks">Which.</param>
    public sealed record Command(string? Place, string? Version, string? Owner, IReadOnlyList<Choice> Risks)
    {
        internal string? Model => IsSystem(Place) ? null : Place?.Trim();

        internal string? System => IsSystem(Place) ? Place!.Trim().ToUpperInvariant() : null;

        /// <summary>The words of the library in the language they are kept in; as they stand when left out.</summary>
        public Func<string, string> Words { get; init; } = text => text;
    }

    /// <summary>A risk of the library in the register.</summary>
    /// <param name="Item">Its id in the library.</param>
    /// <param name="Risk">Its id in the register.</param>
    /// <param name="Monitor">The monitor it listens to, or null.</param>
    /// <param name="Rule">The kind of alerts it listens to, or null.</param>
    public sealed record Added(string Item, RiskId Risk, string? Monitor, string? Rule);

    /// <summary>What came of it.</summary>
    /// <param name="Raised">The risks, in the order asked for.</param>
    public sealed record Answer(IReadOnlyList<Added> Raised);

    /// <summary>Runs it.</summary>
    public Task<Result<Answer>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<Answer>(
            actor,
            new Attempt("risk.raised", "risk", Permission.WriteRisks),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<Answer>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (command.Risks.Count is 0 or > Most)
        {
            return RiskRefusals.LibraryNothingChosen(Most);
        }

        if (string.IsNullOrWhiteSpace(command.Place))
        {
            return RiskRefusals.LibraryPlaceMissing;
        }

        var items = new List<(LibraryRisk Item, RatingBody? Inherent)>();
        foreach (var choice in command.Risks)
        {
            if (RiskLibrary.Find(choice.Id) is not { } item)
            {
                return RiskRefusals.LibraryUnknown(choice.Id?.Length > 64 ? choice.Id[..64] : choice.Id ?? "");
            }

            if (items.Exists(i => i.Item == item))
            {
                continue;
            }

            if ((choice.Inherent ?? Body(item.Inherent)) is not { } inherent)
            {
                return RiskRefusals.LibraryRatingMissing(item.Id);
            }

            items.Add((item, inherent));
        }

        var (model, system) = (command.Model, command.System);
        if (model is not null)
        {
            // Two who add the same risks at once wait for one another here.
            await context.Db.LockModelAsync(model, ct);
        }

        var known = await KnownAsync(context.Db, model, system, [.. items.Select(i => i.Item)], command.Words, ct);
        if (items.Select(i => i.Item.Id).FirstOrDefault(known.ContainsKey) is { } twice)
        {
            return RiskRefusals.LibraryKnown(twice, known[twice]);
        }

        var signals = await LibrarySignals.OfAsync(context.Db, model, ct);
        var (added, models) = (new List<Added>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (item, inherent) in items)
        {
            var raised = await RaiseRisk.RaiseAsync(
                context,
                Settings(item, command, inherent!),
                ct,
                item.Id,
                [.. item.Controls.Select(command.Words)]
            );
            if (raised.Refusal is { } refusal)
            {
                return refusal;
            }

            var risk = raised.Value;
            if (signals.TryGetValue(item.Category, out var signal))
            {
                if (risk.Bind(signal, context.Now) is { } wrong)
                {
                    return wrong;
                }

                RiskEvents.Changed(context, risk, new AuditEvent("risk.signal-bound", risk.Id.ToString(), RiskEvents.OfSignal(risk)));
                await RescoreRisks.ApplyAsync(context, risk, ct);
            }

            added.Add(new(item.Id, risk.Id, risk.SignalMonitor?.ToString(), risk.SignalRule is { } rule ? WireName.Of(rule) : null));
            models.UnionWith(await RiskActionRunner.ModelsAsync(context.Db, risk, ct));
        }

        await work.ChangedAsync(context, models, ct);
        return new Answer(added);
    }

    /// <summary>Whether a place is a system; anything else is a model.</summary>
    internal static bool IsSystem(string? place) => DisplayId.TryParse<SystemId>(place?.Trim().ToUpperInvariant(), out _);

    /// <summary>
    /// Risks of the library that the register has for a place already: open ones of the same title, in the words of the file or of the
    /// person who asks.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<string, RiskId>> KnownAsync(
        GovernanceDbContext db,
        string? model,
        string? system,
        IReadOnlyList<LibraryRisk> items,
        Func<string, string> words,
        CancellationToken ct
    )
    {
        List<string> titles = [.. items.SelectMany(i => new[] { i.Title, words(i.Title) }).Distinct(StringComparer.Ordinal)];
        var open = db.Risks.AsNoTracking().IgnoreAutoIncludes().Where(r => r.State == RiskState.Open && titles.Contains(r.Title));
        var there = model is null ? open.Where(r => r.Model == null && r.SystemId == system) : open.Where(r => r.Model == model);
        var found = await there.OrderBy(r => r.Id).Select(r => new { r.Title, r.Id }).ToListAsync(ct);
        var known = new Dictionary<string, RiskId>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (found.Find(r => r.Title == item.Title || r.Title == words(item.Title)) is { } risk)
            {
                known[item.Id] = risk.Id;
            }
        }

        return known;
    }

    private static RatingBody? Body(RiskRating? rating) => rating is { } known ? new(known.Likelihood, known.Impact) : null;

    private static RiskSettings Settings(LibraryRisk item, Command command, RatingBody inherent) =>
        new()
        {
            Title = command.Words(item.Title),
            Category = WireName.Of(item.Category),
            Cause = command.Words(item.Cause),
            Consequence = string.Join(' ', item.FailureModes.Select(command.Words)),
            Model = command.Model,
            Version = command.Version,
            System = command.System,
            Owner = command.Owner,
            Inherent = inherent,
            Treatment = WireName.Of(item.Treatment),
            Threats = item.Threats,
        };
}
