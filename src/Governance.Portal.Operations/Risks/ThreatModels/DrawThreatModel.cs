using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>A trust boundary.</summary>
/// <param name="Key">Short name, such as <c>b1</c>; keep it while the boundary stays the same.</param>
/// <param name="Name">Display name.</param>
/// <param name="Trust">own, partner or public.</param>
public sealed record BoundaryBody(string? Key, string? Name, string? Trust);

/// <summary>A component.</summary>
/// <param name="Key">Short name, such as <c>c1</c>; keep it while the component stays the same: decisions name it.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">user-interface, application, predictive-model, language-model, retrieval-index, data-store, training-pipeline,
/// service or human-reviewer.</param>
/// <param name="Boundary">Key of its boundary.</param>
/// <param name="Model">Name of the registered model that the component is.</param>
public sealed record ThreatComponentBody(string? Key, string? Name, string? Kind, string? Boundary, string? Model = null);

/// <summary>A data flow.</summary>
/// <param name="Key">Short name, such as <c>f1</c>; keep it while the flow stays the same: decisions name it.</param>
/// <param name="From">Key of the component it comes from.</param>
/// <param name="To">Key of the component it goes to.</param>
/// <param name="Data">Data that flows.</param>
/// <param name="Sensitivity">public, internal, confidential, personal or special-category.</param>
public sealed record DataFlowBody(string? Key, string? From, string? To, string? Data, string? Sensitivity);

/// <summary>The whole diagram of a system.</summary>
/// <param name="Boundaries">Trust boundaries.</param>
/// <param name="Components">Components.</param>
/// <param name="Flows">Data flows.</param>
public sealed record DrawingBody(
    IReadOnlyList<BoundaryBody>? Boundaries,
    IReadOnlyList<ThreatComponentBody>? Components,
    IReadOnlyList<DataFlowBody>? Flows
)
{
    /// <summary>A drawing as a body, to send it again with a change.</summary>
    public static DrawingBody Of(SystemDrawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        return new(
            [.. drawing.Boundaries.Select(b => new BoundaryBody(b.Key, b.Name, WireName.Of(b.Trust)))],
            [.. drawing.Components.Select(c => new ThreatComponentBody(c.Key, c.Name, WireName.Of(c.Kind), c.Boundary, c.Model))],
            [.. drawing.Flows.Select(f => new DataFlowBody(f.Key, f.From, f.To, f.Data, WireName.Of(f.Sensitivity)))]
        );
    }

    internal Result<SystemDrawing> Read()
    {
        var errors = new FieldErrors();
        var drawing = new SystemDrawing(
            [
                .. (Boundaries ?? []).Select(
                    (b, at) =>
                        new TrustBoundary(
                            b.Key ?? "",
                            errors.Optional($"boundaries[{at}].name", b.Name, SystemDrawing.MaxName) ?? "",
                            Word<BoundaryTrust>(errors, $"boundaries[{at}].trust", b.Trust)
                        )
                ),
            ],
            [
                .. (Components ?? []).Select(
                    (c, at) =>
                        new ThreatComponent(
                            c.Key ?? "",
                            errors.Optional($"components[{at}].name", c.Name, SystemDrawing.MaxName) ?? "",
                            Word<ThreatComponentKind>(errors, $"components[{at}].kind", c.Kind),
                            c.Boundary ?? "",
                            string.IsNullOrWhiteSpace(c.Model) ? null : c.Model.Trim()
                        )
                ),
            ],
            [
                .. (Flows ?? []).Select(
                    (f, at) =>
                        new DataFlow(
                            f.Key ?? "",
                            f.From ?? "",
                            f.To ?? "",
                            errors.Optional($"flows[{at}].data", f.Data, SystemDrawing.MaxName) ?? "",
                            Word<DataSensitivity>(errors, $"flows[{at}].sensitivity", f.Sensitivity)
                        )
                ),
            ]
        );
        return errors.Refuse("threat-model.not-acceptable", $"The threat model was not saved.") is { } refusal ? refusal : drawing;
    }

    private static T Word<T>(FieldErrors errors, string field, string? word)
        where T : struct, Enum
    {
        if (!WireName.TryParse<T>(word, out var known))
        {
            errors.Add(field, $"This must be one of {string.Join(", ", WireName.All<T>())}.");
        }

        return known;
    }
}

/// <summary>
/// Draws what a system is made of: boundaries, components and data flows. The first drawing begins the threat model; the first change after
/// a review begins its next version.
/// </summary>
public sealed class DrawThreatModel(ActionRunner runner)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="system">Whose threat model.</param>
    /// <param name="body">The whole drawing.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ThreatModelId>> RunAsync(Actor actor, SystemId system, DrawingBody body, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return ThreatModelAction.RunAsync(
            runner,
            actor,
            new Attempt("threat-model.drawn", system.ToString(), Permission.WriteRisks),
            system,
            ifMatch,
            changes: true,
            async (context, model, token) =>
            {
                var read = body.Read();
                return read.Refusal is { } refusal ? refusal : await DrawAsync(context, model, read.Value, token);
            },
            ct
        );
    }

    internal static async Task<Result<JsonObject>> DrawAsync(
        ActionContext context,
        ThreatModel model,
        SystemDrawing drawing,
        CancellationToken ct
    )
    {
        // A model that was bound before stays named, whatever became of it.
        var bound = model.Drawing.Components.Select(c => c.Model).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var names = drawing.Components.Select(c => c.Model).OfType<string>().Where(m => !bound.Contains(m)).Distinct().ToList();
        var known = names.Count == 0 ? [] : await context.Db.Models.Where(m => names.Contains(m.Name)).Select(m => m.Name).ToListAsync(ct);
        foreach (var (at, component) in drawing.Components.Index())
        {
            if (component.Model is { } name && names.Contains(name) && !known.Contains(name))
            {
                return ThreatRefusals.ModelUnknown(at);
            }
        }

        var changed = model.Draw(drawing, context.Access, context.Now);
        return changed.Refusal is { } refusal ? refusal
            : changed.Value.Count == 0 ? new JsonObject()
            : new JsonObject
            {
                ["changed"] = new JsonArray([.. changed.Value.Select(c => (JsonNode)c)]),
                ["components"] = drawing.Components.Count,
                ["flows"] = drawing.Flows.Count,
                ["boundaries"] = drawing.Boundaries.Count,
                ["threats"] = ThreatRules.For(drawing).Count,
            };
    }
}
