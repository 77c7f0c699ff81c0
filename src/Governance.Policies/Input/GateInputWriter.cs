using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>
/// Writes an input as canonical bytes: lists whose order means nothing are sorted, so that the same facts have one digest.
/// </summary>
internal static class GateInputWriter
{
    public static byte[] Write(GateInput input)
    {
        var json = Facts(input);
        json["at"] = Instant.WriteWhere(input.At);
        return CanonicalJson.Serialize(json);
    }

    /// <summary>Everything but the time of evaluation.</summary>
    public static byte[] WriteWithoutTime(GateInput input) => CanonicalJson.Serialize(Facts(input));

    private static JsonObject Facts(GateInput input)
    {
        var json = Members(input);
        Set((JsonObject)json["model"]!, "tier", input.Model.Tier is { } tier ? JsonValue.Create(tier) : null);
        Set(json, "signatures", input.Signatures.Count > 0 ? Sorted(input.Signatures, Signature) : null);
        Set(json, "caller", input.Caller is { } caller ? Caller(caller) : null);
        Set(json, "noRollback", input.NoRollback?.ToJson());
        Set(json, "risks", input.Risks is { } risks ? Sorted(risks, Risk) : null);
        Set(json, "validation", input.Validation?.ToJson());
        Set(json, "monitoring", input.Monitoring is { } monitoring ? GateMonitoringJson.Write(monitoring) : null);
        Set(json, "oversight", input.Oversight is { } oversight ? GateOversightJson.Write(oversight) : null);
        Set(json, "targets", input.Targets is { } targets ? Sorted(targets, GateTargetJson.Write) : null);
        Set(json, "agent", input.Agent is { } agent ? GateAgentJson.Write(agent) : null);
        Set(json, "agentModels", input.AgentModels is { } models ? Sorted(models, model => model.ToJson()) : null);
        Set(json, "agentObserved", input.AgentObserved is { } seen ? Sorted(seen, server => server.ToJson()) : null);
        Set(json, "data", input.Data?.ToJson());
        Set(json, "training", input.Training?.ToJson());
        Set(json, "experiment", input.Experiment?.ToJson());
        Set(json, "suppliers", input.Suppliers?.ToJson());
        Set(json, "coverage", input.Coverage?.ToJson());
        Set(json, "useCases", input.UseCases is { } useCases ? Sorted(useCases, useCase => useCase.ToJson()) : null);
        Set(json, "remoteDecisions", input.RemoteDecisions.Count > 0 ? Sorted(input.RemoteDecisions, Decision) : null);
        return json;
    }

    private static JsonObject Members(GateInput input) =>
        new()
        {
            ["schema"] = GateInput.Schema,
            ["model"] = new JsonObject
            {
                ["name"] = input.Model.Name,
                ["riskClass"] = input.Model.RiskClass,
                ["tags"] = new JsonObject(input.Model.Tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
            },
            ["version"] = Version(input.Version),
            ["from"] = input.From,
            ["to"] = input.To,
            ["requestedBy"] = Set(input.RequestedBy),
            ["artifact"] = new JsonObject
            {
                ["declaredSha256"] = input.Artifact.DeclaredSha256.Length == 0 ? null : input.Artifact.DeclaredSha256,
                ["declaredSizeBytes"] = input.Artifact.DeclaredSizeBytes,
                ["storedSha256"] = input.Artifact.StoredSha256,
                ["storedSizeBytes"] = input.Artifact.StoredSizeBytes,
            },
            ["evidence"] = Sorted(input.Evidence, Evidence),
            ["metrics"] = Sorted(input.Metrics, Metric),
            ["regions"] = Regions(input.Regions),
            ["waivers"] = Sorted(input.Waivers, Waiver),
            ["rollback"] = input.Rollback is { } rollback
                ? new JsonObject
                {
                    ["target"] = rollback.Target,
                    ["planSha256"] = rollback.PlanSha256,
                    ["recordedAt"] = Instant.Write(rollback.RecordedAt),
                }
                : null,
        };

    private static JsonObject Version(GateVersion version)
    {
        var json = new JsonObject
        {
            ["name"] = version.Name,
            ["sha256"] = version.Sha256,
            ["datasets"] = Sorted(
                version.Datasets,
                dataset => new JsonObject
                {
                    ["name"] = dataset.Name,
                    ["role"] = dataset.Role,
                    ["sha256"] = dataset.Sha256,
                }
            ),
        };
        Set(json, "developers", version.Developers is { } developers ? Set(developers) : null);
        return json;
    }

    /// <summary>Bytes that what was read of a payload takes in an input.</summary>
    public static int SizeOf(EvidenceReading reading) =>
        CanonicalJson.Serialize(Facts(reading.Facts)).Length + CanonicalJson.Serialize(Sorted(reading.Metrics, Metric)).Length;

    /// <summary>Sorts by the canonical bytes of the items, whose first differing member then decides.</summary>
    internal static JsonArray Sorted<T>(IEnumerable<T> items, Func<T, JsonObject> write) =>
        new([
            .. items
                .Select(write)
                .Select(item =>
                    (
                        item,
                        text: System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(item)),
                        id: item["id"]?.GetValue<string>() ?? item["name"]?.GetValue<string>()
                    )
                )
                .OrderBy(pair => pair.id, StringComparer.Ordinal)
                .ThenBy(pair => pair.text, StringComparer.Ordinal)
                .Select(pair => (JsonNode)pair.item),
        ]);

    private static JsonArray Set(IEnumerable<string> words) =>
        new([.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(word => (JsonNode)word)]);

    private static JsonObject Numbers(IEnumerable<KeyValuePair<string, double?>> values) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Number.Finite(pair.Value))));

    internal static JsonObject Metric(GateMetric metric) =>
        new()
        {
            ["name"] = metric.Name,
            ["value"] = Number.Finite(metric.Value),
            ["n"] = metric.N,
            ["low"] = Number.Finite(metric.Low),
            ["high"] = Number.Finite(metric.High),
            ["attribute"] = metric.Attribute,
            ["slice"] = metric.Slice,
            ["evidence"] = metric.Evidence,
            ["source"] = metric.Source,
        };

    private static JsonObject Regions(GateRegions regions) =>
        new()
        {
            ["training"] = Set(regions.Training),
            ["hosting"] = Set(regions.Hosting),
            ["data"] = Set(regions.Data),
        };

    private static JsonObject Signature(GateSignature signature) =>
        new()
        {
            ["format"] = signature.Format,
            ["keySha256"] = signature.KeySha256,
            ["keyName"] = signature.KeyName,
            ["artifactSha256"] = signature.ArtifactSha256,
        };

    private static JsonObject Caller(GateCaller caller) =>
        new()
        {
            ["action"] = caller.Action,
            ["roles"] = Set(caller.Roles),
            ["mfa"] = caller.Mfa,
            ["deeds"] = Sorted(caller.Deeds, deed => new JsonObject { ["deed"] = deed.Deed, ["by"] = Set(deed.By) }),
        };

    private static JsonObject Risk(GateRisk risk)
    {
        var json = new JsonObject
        {
            ["id"] = risk.Id,
            ["residual"] = (long?)risk.Residual,
            ["mitigated"] = risk.Mitigated,
        };
        Set(json, "appetite", risk.Appetite is { } appetite ? JsonValue.Create((long)appetite) : null);
        Set(json, "inherent", risk.Inherent is { } inherent ? JsonValue.Create((long)inherent) : null);
        Set(json, "assessedAt", risk.AssessedAt is { } at ? JsonValue.Create(Instant.Write(at)) : null);
        Set(json, "ofRelease", risk.OfRelease is { } ofRelease ? JsonValue.Create(ofRelease) : null);
        return json;
    }

    private static JsonObject Decision(GateRemoteDecision decision) =>
        new()
        {
            ["url"] = decision.Url,
            ["path"] = decision.Path,
            ["answer"] = decision.Answer,
            ["decisionId"] = decision.DecisionId,
            ["violations"] = Sorted(
                decision.Violations,
                violation => new JsonObject
                {
                    ["id"] = violation.Id,
                    ["severity"] = violation.Severity,
                    ["message"] = violation.Message,
                }
            ),
        };

    private static JsonObject Waiver(GateWaiver waiver) =>
        new()
        {
            ["id"] = waiver.Id,
            ["policy"] = waiver.Policy,
            ["rule"] = waiver.Rule,
            ["versionSha256"] = waiver.VersionSha256,
            ["sha256"] = waiver.Sha256,
            ["askedBy"] = waiver.AskedBy,
            ["grants"] = Sorted(waiver.Grants, grant => new JsonObject { ["by"] = grant.By, ["role"] = grant.Role }),
            ["grantedAt"] = Instant.Write(waiver.GrantedAt),
            ["expiresAt"] = Instant.Write(waiver.ExpiresAt),
        };

    private static JsonObject Evidence(GateEvidence evidence)
    {
        var json = new JsonObject
        {
            ["id"] = evidence.Id,
            ["kind"] = evidence.Kind,
            ["sha256"] = evidence.Sha256,
            ["producedAt"] = Instant.Write(evidence.ProducedAt),
            ["tool"] = evidence.Tool,
            ["artifactSha256"] = evidence.ArtifactSha256,
            ["facts"] = Facts(evidence.Facts),
        };
        Set(json, "filedBy", evidence.FiledBy is { } people ? Set(people) : null);
        Set(json, "attestedBy", evidence.AttestedBy.Count > 0 ? Set(evidence.AttestedBy) : null);
        return json;
    }

    private static JsonObject Facts(EvidenceFacts facts)
    {
        var json = new JsonObject();
        Set(json, "unreadable", facts.Unreadable is null ? null : JsonValue.Create(facts.Unreadable));
        Set(json, "notMeasured", facts.NotMeasured is null ? null : JsonValue.Create(facts.NotMeasured));
        Set(json, "sbom", facts.Sbom is { } sbom ? Sbom(sbom) : null);
        Set(
            json,
            "explainability",
            facts.Explainability is { } explained
                ? new JsonObject { ["methods"] = Set(explained.Methods), ["scopes"] = Set(explained.Scopes) }
                : null
        );
        Set(json, "fairness", facts.Fairness is { } fairness ? Fairness(fairness) : null);
        Set(json, "regions", facts.Regions is { } regions ? Regions(regions) : null);
        Set(json, "scan", facts.Scan is { } scan ? Scan(scan) : null);
        Set(json, "pii", facts.Pii is { } pii ? Pii(pii) : null);
        Set(json, "experiment", facts.Experiment is { } tried ? Experiment(tried) : null);
        Set(json, "cardSections", facts.CardSections is { } sections ? Set(sections) : null);
        Set(json, "drift", facts.Drift is { } drift ? Drift(drift) : null);
        Set(json, "lineage", facts.Lineage is { } lineage ? Lineage(lineage) : null);
        Set(
            json,
            "windows",
            facts.Windows is { } windows
                ? Sorted(windows, window => new JsonObject { ["start"] = Instant.Write(window.Start), ["end"] = Instant.Write(window.End) })
                : null
        );
        Set(json, "oversight", facts.Oversight is { } oversight ? Oversight(oversight) : null);
        Set(json, "subject", facts.Subject is { } subject ? Subject(subject) : null);
        Set(json, "slices", facts.Slices is { } slices ? Set(slices) : null);
        Set(json, "quality", facts.Quality is { } quality ? Sorted(quality, check => check.ToJson()) : null);
        return json;
    }

    /// <summary>A fact that is not there is left out, so that a new kind of fact changes no old digest.</summary>
    internal static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static JsonObject Sbom(SbomFacts sbom)
    {
        var json = SbomMembers(sbom);
        Set(
            json,
            "claims",
            sbom.Claims.Count == 0
                ? null
                : Sorted(
                    sbom.Claims,
                    claim => new JsonObject
                    {
                        ["type"] = claim.Type,
                        ["name"] = claim.Name,
                        ["sha256"] = claim.Sha256,
                        ["members"] = new JsonObject(
                            claim.Members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value))
                        ),
                    }
                )
        );
        return json;
    }

    private static JsonObject SbomMembers(SbomFacts sbom) =>
        new()
        {
            ["format"] = sbom.Format,
            ["version"] = sbom.Version,
            ["componentSha256"] = Set(sbom.ComponentSha256),
            ["modelSha256"] = Set(sbom.ModelSha256),
            ["licenses"] = Set(sbom.Licenses),
            ["components"] = sbom.Components,
            ["unlicensed"] = sbom.Unlicensed,
        };

    private static JsonObject Fairness(FairnessFacts fairness) =>
        new()
        {
            ["method"] = fairness.Method,
            ["minimumGroupSize"] = fairness.MinimumGroupSize,
            ["attributes"] = Sorted(
                fairness.Attributes,
                attribute => new JsonObject
                {
                    ["name"] = attribute.Name,
                    ["verdict"] = attribute.Verdict,
                    ["undefinedGroups"] = Set(attribute.UndefinedGroups),
                    ["allGroups"] = Numbers(attribute.AllGroups),
                }
            ),
        };

    private static JsonObject Scan(ScanFacts scan) =>
        new()
        {
            ["tools"] = Set(scan.Tools),
            ["critical"] = scan.Critical,
            ["high"] = scan.High,
            ["medium"] = scan.Medium,
            ["low"] = scan.Low,
        };

    private static JsonObject Pii(PiiFacts pii) =>
        new()
        {
            ["datasetSha256"] = Set(pii.DatasetSha256),
            ["detectors"] = Set(pii.Detectors),
            ["fields"] = Set(pii.Fields),
            ["findings"] = pii.Findings,
        };

    private static JsonObject Experiment(ExperimentFacts tried)
    {
        var json = new JsonObject
        {
            ["kind"] = tried.Kind,
            ["share"] = Number.Finite(tried.Share),
            ["rows"] = tried.Rows,
            ["outcome"] = tried.Outcome,
        };
        Set(json, "concluded", tried.Concluded);
        return json;
    }

    private static JsonObject Lineage(LineageFacts lineage) =>
        new()
        {
            ["depth"] = (long)lineage.Depth,
            ["datasets"] = Sorted(lineage.Datasets, dataset => new JsonObject { ["name"] = dataset.Name, ["sha256"] = dataset.Sha256 }),
        };

    private static JsonObject Subject(SubjectFacts subject) =>
        new()
        {
            ["artifactSha256"] = subject.ArtifactSha256,
            ["datasetSha256"] = subject.DatasetSha256,
            ["rows"] = subject.Rows,
            ["seed"] = subject.Seed,
        };

    private static JsonObject Oversight(OversightFacts oversight) =>
        new()
        {
            ["overseers"] = Set(oversight.Overseers),
            ["stopControlTestedAt"] = oversight.StopControlTestedAt is { } at ? Instant.Write(at) : null,
        };

    private static JsonObject Drift(DriftFacts drift) => new() { ["features"] = Sorted(drift.Features, Feature) };

    internal static JsonObject Feature(DriftFeature feature) =>
        new() { ["name"] = feature.Name, ["statistics"] = Numbers(feature.Statistics) };
}
