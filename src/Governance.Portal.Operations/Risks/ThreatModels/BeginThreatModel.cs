using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>
/// Begins the threat model of a system with what is registered of it: its models, the parts that others supply, and the people who use it.
/// </summary>
public sealed class BeginThreatModel(ActionRunner runner)
{
    private const string Ours = "ours";
    private const string Users = "users";
    private const string App = "application";

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="system">Whose threat model.</param>
    /// <param name="words">The words of the drawing in the language it is kept in.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ThreatModelId>> RunAsync(Actor actor, SystemId system, Func<string, string> words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(words);
        return ThreatModelAction.RunAsync(
            runner,
            actor,
            new Attempt("threat-model.drawn", system.ToString(), Permission.WriteRisks),
            system,
            ifMatch: null,
            changes: true,
            async (context, model, token) =>
            {
                if (model.Number > 1 || await context.Db.ThreatModels.AnyAsync(m => m.System == system, token))
                {
                    return ThreatRefusals.Exists;
                }

                var of = await context.Db.AiSystems.AsNoTracking().SingleAsync(s => s.Id == system, token);
                var seen = await context.Db.Models.Where(m => of.Models.Contains(m.Name)).Select(m => m.Name).ToListAsync(token);
                return await DrawThreatModel.DrawAsync(context, model, Proposed(of, seen, words), token);
            },
            ct
        );
    }

    /// <summary>The drawing that is proposed: the same for the same system.</summary>
    internal static SystemDrawing Proposed(AiSystem system, IReadOnlyCollection<string> models, Func<string, string> words)
    {
        var suppliers = system
            .Components.Select(c => c.Supplier)
            .Distinct(StringComparer.Ordinal)
            .Take(SystemDrawing.MaxBoundaries - 2)
            .ToList();
        List<TrustBoundary> boundaries =
        [
            new("outside", words("Users"), BoundaryTrust.Public),
            new(Ours, words("Our systems"), BoundaryTrust.Own),
            .. suppliers.Select((s, at) => new TrustBoundary($"supplier{at + 1}", Cut(s), BoundaryTrust.Partner)),
        ];
        List<ThreatComponent> components =
        [
            new(Users, words("User interface"), ThreatComponentKind.UserInterface, "outside"),
            new(App, words("Application"), ThreatComponentKind.Application, Ours),
            .. system
                .Models.Where(models.Contains)
                .Select((m, at) => new ThreatComponent($"model{at + 1}", Cut(m), ThreatComponentKind.PredictiveModel, Ours, m)),
            .. system.Components.Select(
                (c, at) =>
                    new ThreatComponent(
                        $"part{at + 1}",
                        Cut(c.Name),
                        KindOf(c.Kind),
                        suppliers.IndexOf(c.Supplier) is >= 0 and var s && c.Kind is not ComponentKind.Software ? $"supplier{s + 1}" : Ours
                    )
            ),
        ];
        components = [.. components.Take(SystemDrawing.MaxComponents)];
        var flows = new List<DataFlow>();
        Flow(Users, App, words("Requests"), DataSensitivity.Personal);
        Flow(App, Users, words("Answers"), DataSensitivity.Personal);
        foreach (var part in components.Skip(2))
        {
            if (part.Kind is ThreatComponentKind.DataStore)
            {
                Flow(part.Key, App, words("Records"), DataSensitivity.Internal);
            }
            else
            {
                Flow(App, part.Key, words("Inputs"), DataSensitivity.Personal);
                Flow(part.Key, App, words("Results"), DataSensitivity.Internal);
            }
        }

        return new(boundaries, components, [.. flows.Take(SystemDrawing.MaxFlows)]);

        void Flow(string from, string to, string data, DataSensitivity sensitivity) =>
            flows.Add(new($"f{flows.Count + 1}", from, to, data, sensitivity));
    }

    private static ThreatComponentKind KindOf(ComponentKind kind) =>
        kind switch
        {
            ComponentKind.GpaiModel => ThreatComponentKind.LanguageModel,
            ComponentKind.Model => ThreatComponentKind.PredictiveModel,
            ComponentKind.Dataset => ThreatComponentKind.DataStore,
            ComponentKind.Service => ThreatComponentKind.Service,
            ComponentKind.Software => ThreatComponentKind.Application,
        };

    private static string Cut(string name) => name.Length <= SystemDrawing.MaxName ? name : name[..SystemDrawing.MaxName];
}
