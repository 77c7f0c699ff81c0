using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Domain.Targets;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What is to be promoted.</summary>
internal sealed record GateQuestion(Model Model, ModelVersion Version, Stage From, Stage To, IReadOnlyList<UserId> Requesters)
{
    /// <summary>The experiment that the promotion is limited to; null for none.</summary>
    public Experiment? Experiment { get; init; }
}

/// <summary>Collects from the database everything a gate decides from.</summary>
internal static class GateInputBuilder
{
    /// <summary>Builds the input.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="facts">What is stored about the version.</param>
    /// <param name="risks">Open risks of the version; null when the register says nothing about it.</param>
    /// <param name="measured">What other modules know of the version from measurements.</param>
    /// <param name="agent">What the version may do, when it is of an agent; null for every other.</param>
    /// <param name="policies">The active policies: of people and of the way back is read only what one of them asks for, so that nothing
    /// else changes a gate.</param>
    /// <param name="stored">The artifact as hashed from the store, or null when there is none.</param>
    /// <param name="at">The time ages are counted to.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<GateInput> BuildAsync(
        GovernanceDbContext db,
        GateQuestion question,
        VersionFacts facts,
        IReadOnlyList<Risk>? risks,
        BundleFacts measured,
        AgentManifest? agent,
        IReadOnlyList<PolicyDocument> policies,
        StoredContent? stored,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        var (model, version, evidence) = (question.Model, question.Version, facts.Evidence);
        var manifest = version.ReadManifest();
        var readings = evidence.Select(e => (Evidence: e, Reading: StoredEvidenceFacts.Read(e.FactsJson))).ToList();
        var people =
            Ask(policies, "independent_validation") || Ask(policies, "experiment_required")
                ? await GatePeople.OfAsync(db, version, evidence, ct)
                : null;
        var reports = Ask(policies, "experiment_required") ? await ReportsAsync(db, version, evidence, ct) : null;
        var judged = await ClassOfModel.ReadAsync(db, model, facts.Lowerings, at, ct);
        var validated = await ValidationFacts.ReadAsync(db, model.Name, version.Version, policies, ct);
        var signed = await SignedAsync(db, model, policies, ct);
        var back = Ask(policies, "rollback_plan") ? await WayBack.OfAsync(db, version, question.To, at, ct) : (Way: null, None: null);
        var asked = new GateModel(model.Name, judged.Value is { } riskClass ? WireName.Of(riskClass) : null, model.Tags)
        {
            Tier = validated.Tier,
            Kind = agent is null ? "model" : "agent",
        };
        return new GateInput
        {
            At = at,
            Model = asked,
            Version = new GateVersion(
                version.Version,
                version.ManifestSha256,
                [.. manifest.Datasets.Select(d => new GateDataset(d.Name, d.Role, d.Sha256))]
            )
            {
                Developers = people?.Developers,
            },
            From = WireName.Of(question.From),
            To = WireName.Of(question.To),
            RequestedBy = [.. question.Requesters.Select(r => r.ToString())],
            Artifact = new GateArtifact(version.ArtifactSha256, version.ArtifactSizeBytes, stored?.Sha256, stored?.SizeBytes),
            Evidence =
            [
                .. readings.Select(r => new GateEvidence(
                    r.Evidence.Id.ToString(),
                    WireName.Of(r.Evidence.Kind),
                    r.Evidence.Sha256,
                    r.Evidence.ProducedAt,
                    Known(r.Evidence.Tool),
                    r.Reading.ArtifactSha256 ?? Known(r.Evidence.ArtifactSha256),
                    reports is not null && r.Reading.Facts.Experiment is { } tried
                        ? r.Reading.Facts with
                        {
                            Experiment = tried with { Concluded = reports.Contains(r.Evidence.Id) },
                        }
                        : r.Reading.Facts
                )
                {
                    FiledBy = people?.FilersOf(r.Evidence),
                    AttestedBy = people is null ? [] : facts.AttestersOf(r.Evidence.Id),
                }),
            ],
            Metrics =
            [
                .. manifest.Metrics.Select(m => new GateMetric(m.Name, m.Value, m.N, m.Low, m.High, null, null, null, "declared")),
                .. readings.SelectMany(r => r.Reading.MetricsOf(r.Evidence.Id.ToString())),
            ],
            Waivers =
            [
                .. facts.Waivers.Select(w => new GateWaiver(
                    w.Id.ToString(),
                    w.Policy,
                    w.Rule,
                    w.VersionSha256,
                    w.Sha256,
                    w.AskedBy.ToString(),
                    [.. w.Grants.Select(g => new WaiverGrant(g.Attestation.Person.ToString(), g.Attestation.Function))],
                    w.GrantedAt ?? w.ExpiresAt,
                    w.ExpiresAt
                )),
            ],
            Caller = Ask(policies, "rbac_action") ? await GateCallers.OfAsync(db, question, evidence, ct) : null,
            Rollback = back.Way,
            NoRollback = back.None,
            Signatures = [.. facts.Signatures.Select(s => new GateSignature(s.Format, s.KeySha256, s.KeyName, s.ArtifactSha256))],
            Risks = risks.ToGate(signed, at, await AssessmentsAsync(db, version, risks, policies, ct)),
            Targets = await TargetsAsync(
                db,
                version,
                signed,
                measured.Monitoring,
                policies,
                RequiredBinding.Of(policies, asked, WireName.Of(question.To), at),
                ct
            ),
            Monitoring = measured.Monitoring,
            Data = measured.Data,
            Training = measured.Training,
            Suppliers = measured.Suppliers,
            Coverage = measured.Coverage,
            Experiment = question.Experiment is { } limitedTo
                ? new GateExperiment(limitedTo.Id.ToString(), WireName.Of(limitedTo.Kind), limitedTo.ShareText)
                : null,
            UseCases = measured.UseCases,
            Validation = validated.Validation,
            Oversight = await OversightAsync(db, model, policies, ct),
            Agent = agent,
            AgentModels = await AgentModelsAsync(db, agent, policies, ct),
            AgentObserved = await AgentObservedAsync(db, model.Name, agent, policies, ct),
            Regions = new GateRegions(
                [],
                [.. facts.Deployments.Select(d => d.Region).OfType<string>().Distinct(StringComparer.Ordinal)],
                []
            ),
        };
    }

    /// <summary>Who oversees the model's systems; null where no policy asks, or no system keeps a roster.</summary>
    public static async Task<GateOversight?> OversightAsync(
        GovernanceDbContext db,
        Model model,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    ) => Ask(policies, "human_oversight") ? await OversightOfModel.ReadAsync(db, model, ct) : null;

    /// <summary>Appetite and targets that were signed for the model's systems; null where no policy asks.</summary>
    public static async Task<IReadOnlyList<SystemTargets>?> SignedAsync(
        GovernanceDbContext db,
        Model model,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    ) => Ask(policies, "risk_appetite") || Ask(policies, "targets_met") ? await SignedTargets.OfModelAsync(db, model, ct) : null;

    /// <summary>How a version stands to what was signed; null where no policy asks.</summary>
    public static async Task<IReadOnlyList<GateTarget>?> TargetsAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<SystemTargets>? signed,
        GateMonitoring? monitoring,
        IReadOnlyList<PolicyDocument> policies,
        RequiredBinding bound,
        CancellationToken ct
    ) =>
        signed is not null && Ask(policies, "targets_met")
            ? await TargetResults.OfGateAsync(db, version, signed, monitoring?.Performance, bound, ct)
            : null;

    /// <summary>Versions of the registry that an agent thinks with; null for what is no agent, and where no policy asks.</summary>
    public static async Task<IReadOnlyList<GateAgentModel>?> AgentModelsAsync(
        GovernanceDbContext db,
        AgentManifest? agent,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (agent is null || !policies.Any(p => p.Rules.Any(r => r.Type == "agent_models" && r.Parameters.Flag("approvedOnly") is true)))
        {
            return null;
        }

        var named = agent.Models.Where(m => m.Provider is null).Select(m => (m.Name, m.Version)).ToHashSet();
        var names = named.Select(m => m.Name).Distinct(StringComparer.Ordinal).ToList();
        // Where they stand decides, so that the log is asked.
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<ModelVersion>(nameof(ModelVersion.Model), names)], ct);
        var known = await db
            .Versions.IgnoreQueryFilters()
            .Where(v => names.Contains(v.Model))
            .Select(v => new
            {
                v.Model,
                v.Version,
                v.Stage,
                v.ArtifactSha256,
            })
            .ToListAsync(ct);
        return
        [
            .. known
                .Where(v => named.Contains((v.Model, v.Version)))
                .Select(v => new GateAgentModel(v.Model, v.Version, WireName.Of(v.Stage), Known(v.ArtifactSha256))),
        ];
    }

    /// <summary>
    /// What the servers of an agent were seen to list; null for what is no agent, and where no policy asks. What reviewers found of its
    /// tools is compared with the log on the way: the risks of the manifest are read with it.
    /// </summary>
    public static async Task<IReadOnlyList<GateObservedServer>?> AgentObservedAsync(
        GovernanceDbContext db,
        string model,
        AgentManifest? agent,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        if (agent is null)
        {
            return null;
        }

        await ToolReviews.EnsureAsync(db, agent, ct);
        return policies.Any(p => p.Rules.Any(r => r.Type == "agent_tools" && r.Parameters.Has("observed")))
            ? await ObservedTools.OfGateAsync(db, model, agent, ct)
            : null;
    }

    /// <summary>When the risks of a version were assessed; null where no policy asks.</summary>
    public static async Task<RiskAssessments?> AssessmentsAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<Risk>? risks,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    ) => Ask(policies, "risk_assessed") ? await RiskAssessments.ReadAsync(db, version, risks, ct) : null;

    // The reports that experiments of the version ended with. Any other of the kind is the word of those who filed it.
    private static async Task<IReadOnlySet<EvidenceId>> ReportsAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<Evidence> evidence,
        CancellationToken ct
    )
    {
        if (!evidence.Any(e => e.Kind is EvidenceKind.Experiment))
        {
            return new HashSet<EvidenceId>();
        }

        var (model, name) = (version.Model, version.Version);
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<Experiment>(nameof(Experiment.Model), model)], ct);
        var ended = await db
            .Experiments.IgnoreQueryFilters()
            .Where(e => e.Model == model && e.Challenger == name && e.Evidence != null)
            .WithPendingAsync(db, e => e.Model == model && e.Challenger == name && e.Evidence is not null, ct);
        return ended.Select(e => e.Evidence).OfType<EvidenceId>().ToHashSet();
    }

    private static bool Ask(IReadOnlyList<PolicyDocument> policies, string type) => policies.Any(p => p.Rules.Any(r => r.Type == type));

    private static string? Known(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
