using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Policies;

internal static partial class GateInputReader
{
    private static readonly string[] s_sources = ["declared", "evidence", "monitoring"];
    private static readonly string[] s_datasetRoles = ["training", "validation", "test", "reference"];
    private static readonly string[] s_waiverRoles = ["RiskOfficer", "SecurityReviewer"];
    private static readonly string[] s_answers = ["allow", "deny", "undefined", "timeout", "not-boolean", "not-allowed", "error"];

    public static GateInputReadResult Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > GateInput.MaxBytes)
        {
            return Refused(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The document has {utf8.Length:#,0} bytes; at most {GateInput.MaxBytes:#,0} are allowed."
                )
            );
        }

        if (!StrictJson.TryParse(utf8, JsonFields.MaxDepth, out var document, out var problem))
        {
            return Refused(problem);
        }

        using (document)
        {
            var problems = new List<DocumentProblem>();
            var fields = new JsonFields(document.RootElement, string.Empty, problems);
            var input = Input(fields);
            fields.End();
            if (problems.Count == 0)
            {
                CheckReferences(input, problems);
            }

            return problems.Count == 0 ? new(input, problems) : new(null, problems);
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ModelName();

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionName();

    private static GateInputReadResult Refused(string message) => new(null, [new(string.Empty, message)]);

    private static GateInput Input(JsonFields fields)
    {
        fields.Word("schema", [GateInput.Schema]);
        return new()
        {
            At = fields.TimeWhere("at"),
            Model = fields.RequiredObject("model", Model) ?? new(string.Empty, null, new Dictionary<string, string>()),
            Version = fields.RequiredObject("version", Version) ?? new(string.Empty, string.Empty),
            From = fields.Word("from", PolicyVocabulary.Stages),
            To = fields.Word("to", PolicyVocabulary.TargetStages),
            RequestedBy = fields.Texts("requestedBy"),
            Artifact =
                fields.RequiredObject(
                    "artifact",
                    artifact => new GateArtifact(
                        artifact.OptionalSha256("declaredSha256") ?? string.Empty,
                        artifact.Count("declaredSizeBytes"),
                        artifact.OptionalSha256("storedSha256"),
                        artifact.OptionalCount("storedSizeBytes")
                    )
                ) ?? new(string.Empty, 0, null, null),
            Evidence = fields.Objects("evidence", Evidence),
            Metrics = fields.Objects("metrics", Metric),
            Regions = fields.OptionalObject("regions", Regions) ?? new([], [], []),
            Waivers = fields.Objects("waivers", Waiver),
            Rollback = fields.OptionalObject(
                "rollback",
                rollback => new GateRollback(rollback.Text("target"), rollback.OptionalSha256("planSha256"), rollback.Time("recordedAt"))
            ),
            NoRollback = fields.OptionalObject("noRollback", GateNoRollback.Read),
            Signatures = fields.Objects(
                "signatures",
                signature => new GateSignature(
                    signature.Word("format", ["oms-1.0", "dsse"]),
                    signature.Sha256("keySha256"),
                    signature.Text("keyName"),
                    signature.Sha256("artifactSha256")
                )
            ),
            Caller = fields.OptionalObject(
                "caller",
                caller => new GateCaller(
                    caller.Word("action", PolicyVocabulary.GatedActions),
                    caller.Texts("roles"),
                    caller.OptionalFlag("mfa"),
                    caller.Objects("deeds", deed => new GateDeed(deed.Word("deed", PolicyVocabulary.Deeds), deed.Texts("by")))
                )
            ),
            Risks = fields.Has("risks")
                ? fields.Objects(
                    "risks",
                    risk => new GateRisk(risk.Text("id"), Score(risk, "residual"), risk.OptionalFlag("mitigated") ?? false)
                    {
                        Appetite = Score(risk, "appetite"),
                        Inherent = Score(risk, "inherent"),
                        AssessedAt = risk.Has("assessedAt") ? risk.Time("assessedAt") : null,
                        OfRelease = risk.OptionalFlag("ofRelease"),
                    }
                )
                : null,
            Monitoring = fields.OptionalObject("monitoring", GateMonitoringJson.Read),
            Validation = fields.OptionalObject("validation", GateValidation.Read),
            Oversight = fields.OptionalObject("oversight", GateOversightJson.Read),
            Targets = fields.Has("targets") ? fields.Objects("targets", GateTargetJson.Read) : null,
            Agent = GateAgentJson.Read(fields),
            Data = fields.OptionalObject("data", GateData.Read),
            Training = fields.OptionalObject("training", GateTraining.Read),
            Experiment = fields.OptionalObject("experiment", GateExperiment.Read),
            Suppliers = fields.OptionalObject("suppliers", GateSuppliers.Read),
            Coverage = fields.OptionalObject("coverage", GateCoverage.Read),
            UseCases = fields.Has("useCases") ? fields.Objects("useCases", GateUseCase.Read) : null,
            AgentModels = fields.Has("agentModels") ? fields.Objects("agentModels", GateAgentModel.Read) : null,
            AgentObserved = fields.Has("agentObserved") ? fields.Objects("agentObserved", GateObservedServer.Read) : null,
            RemoteDecisions = fields.Objects(
                "remoteDecisions",
                decision => new GateRemoteDecision(
                    decision.Text("url"),
                    decision.Text("path"),
                    decision.Word("answer", s_answers),
                    decision.OptionalText("decisionId"),
                    decision.Objects(
                        "violations",
                        violation => new RemoteViolation(violation.Text("id"), violation.Text("severity"), violation.Text("message"))
                    )
                )
            ),
        };
    }

    private static int? Score(JsonFields risk, string name)
    {
        if (risk.OptionalCount(name) is not { } score)
        {
            return null;
        }

        if (score is >= 1 and <= RiskScores.Highest)
        {
            return (int)score;
        }

        risk.Add(name, string.Create(CultureInfo.InvariantCulture, $"Expected a score from 1 to {RiskScores.Highest}."));
        return null;
    }

    private static GateModel Model(JsonFields model)
    {
        var name = model.Text("name");
        if (name.Length > 0 && !ModelName().IsMatch(name))
        {
            model.Add("name", "Expected lower-case letters, digits, dots, hyphens and underscores, at most 100.");
        }

        return new(name, model.Has("riskClass") ? model.Word("riskClass", PolicyVocabulary.RiskClasses) : null, model.Map("tags"))
        {
            Tier = model.Has("tier") ? model.Word("tier", PolicyVocabulary.Tiers) : null,
        };
    }

    private static GateVersion Version(JsonFields version)
    {
        var name = version.Text("name");
        if (name.Length > 0 && !VersionName().IsMatch(name))
        {
            version.Add("name", "Expected letters, digits, dots, plus signs and hyphens, at most 64.");
        }

        return new(
            name,
            version.Sha256("sha256"),
            version.Objects(
                "datasets",
                dataset => new GateDataset(dataset.Text("name"), dataset.Word("role", s_datasetRoles), dataset.Sha256("sha256"))
            )
        )
        {
            Developers = version.Has("developers") ? version.Texts("developers") : null,
        };
    }

    internal static GateMetric Metric(JsonFields metric)
    {
        var read = new GateMetric(
            metric.Text("name"),
            metric.OptionalNumber("value"),
            metric.OptionalCount("n"),
            metric.OptionalNumber("low"),
            metric.OptionalNumber("high"),
            metric.OptionalText("attribute"),
            metric.OptionalText("slice"),
            metric.OptionalText("evidence"),
            metric.Word("source", s_sources)
        );
        if (read.Low > read.High)
        {
            metric.Add("low", "The interval's lower end is above its upper end.");
        }

        if (read.Source == "evidence" && read.Evidence is null)
        {
            metric.Add("evidence", "A value taken from evidence must name that evidence.");
        }

        return read;
    }

    private static GateRegions Regions(JsonFields regions) =>
        new(regions.Texts("training"), regions.Texts("hosting"), regions.Texts("data"));

    private static GateWaiver Waiver(JsonFields waiver) =>
        new(
            waiver.Text("id"),
            waiver.Text("policy"),
            waiver.Text("rule"),
            waiver.Sha256("versionSha256"),
            waiver.Sha256("sha256"),
            waiver.Text("askedBy"),
            waiver.Objects("grants", grant => new WaiverGrant(grant.Text("by"), grant.Word("role", s_waiverRoles))),
            waiver.Time("grantedAt"),
            waiver.Time("expiresAt")
        );

    private static GateEvidence Evidence(JsonFields evidence) =>
        new(
            evidence.Text("id"),
            evidence.Word("kind", PolicyVocabulary.EvidenceKinds),
            evidence.Sha256("sha256"),
            evidence.Time("producedAt"),
            evidence.OptionalText("tool"),
            evidence.OptionalSha256("artifactSha256"),
            evidence.OptionalObject("facts", Facts) ?? EvidenceFacts.None
        )
        {
            FiledBy = evidence.Has("filedBy") ? evidence.Texts("filedBy") : null,
            AttestedBy = evidence.Has("attestedBy") ? evidence.Texts("attestedBy") : [],
        };

    private static EvidenceFacts Facts(JsonFields facts) =>
        new()
        {
            Unreadable = facts.OptionalText("unreadable"),
            NotMeasured = facts.OptionalText("notMeasured"),
            Sbom = facts.OptionalObject(
                "sbom",
                sbom => new SbomFacts(
                    sbom.Word("format", ["cyclonedx", "spdx"]),
                    sbom.Text("version"),
                    sbom.Texts("componentSha256"),
                    sbom.Texts("modelSha256"),
                    sbom.Texts("licenses"),
                    sbom.Count("components"),
                    sbom.Count("unlicensed")
                )
                {
                    Claims = sbom.Objects(
                        "claims",
                        claim => new SpdxClaims(
                            claim.Word("type", ["ai", "dataset"]),
                            claim.Text("name"),
                            claim.OptionalSha256("sha256"),
                            claim.Map("members")
                        )
                    ),
                }
            ),
            Lineage = facts.OptionalObject(
                "lineage",
                lineage => new LineageFacts(
                    lineage.Integer("depth"),
                    lineage.Objects("datasets", dataset => new LineageDataset(dataset.Text("name"), dataset.OptionalSha256("sha256")))
                )
            ),
            Oversight = facts.OptionalObject(
                "oversight",
                oversight => new OversightFacts(
                    oversight.Texts("overseers"),
                    oversight.Has("stopControlTestedAt") ? oversight.Time("stopControlTestedAt") : null
                )
            ),
            Explainability = facts.OptionalObject(
                "explainability",
                explained => new ExplainabilityFacts(explained.Texts("methods"), explained.Texts("scopes"))
            ),
            Fairness = facts.OptionalObject(
                "fairness",
                fairness => new FairnessFacts(
                    fairness.OptionalText("method"),
                    fairness.OptionalCount("minimumGroupSize"),
                    fairness.Objects(
                        "attributes",
                        attribute => new FairnessAttribute(
                            attribute.Text("name"),
                            attribute.OptionalText("verdict"),
                            attribute.Texts("undefinedGroups"),
                            attribute.Numbers("allGroups")
                        )
                    )
                )
            ),
            Regions = facts.OptionalObject("regions", Regions),
            Scan = facts.OptionalObject(
                "scan",
                scan => new ScanFacts(
                    scan.Texts("tools"),
                    scan.Count("critical"),
                    scan.Count("high"),
                    scan.Count("medium"),
                    scan.Count("low")
                )
            ),
            Pii = facts.OptionalObject(
                "pii",
                pii => new PiiFacts(pii.Texts("datasetSha256"), pii.Texts("detectors"), pii.Texts("fields"), pii.Count("findings"))
            ),
            Experiment = facts.OptionalObject(
                "experiment",
                tried => new ExperimentFacts(
                    tried.Text("kind"),
                    tried.OptionalNumber("share"),
                    tried.Count("rows"),
                    tried.OptionalText("outcome")
                )
                {
                    Concluded = tried.OptionalFlag("concluded"),
                }
            ),
            CardSections = facts.Has("cardSections") ? facts.Texts("cardSections") : null,
            Drift = facts.OptionalObject(
                "drift",
                drift => new DriftFacts(
                    drift.Objects("features", feature => new DriftFeature(feature.Text("name"), feature.Numbers("statistics")))
                )
            ),
            Windows = facts.Has("windows")
                ? facts.Objects("windows", window => new CoveredWindow(window.Time("start"), window.Time("end")))
                : null,
            Subject = facts.OptionalObject(
                "subject",
                subject => new SubjectFacts(
                    subject.OptionalSha256("artifactSha256"),
                    subject.OptionalSha256("datasetSha256"),
                    subject.OptionalCount("rows"),
                    subject.OptionalCount("seed")
                )
            ),
            Slices = facts.Has("slices") ? facts.Texts("slices") : null,
            Quality = facts.Has("quality") ? facts.Objects("quality", GateQualityCheck.Read) : null,
        };

    private static void CheckReferences(GateInput input, List<DocumentProblem> problems)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < input.Evidence.Count; i++)
        {
            if (!ids.Add(input.Evidence[i].Id))
            {
                problems.Add(
                    new(string.Create(CultureInfo.InvariantCulture, $"evidence[{i}].id"), $"{input.Evidence[i].Id} is listed twice.")
                );
            }
        }

        for (var i = 0; i < input.Metrics.Count; i++)
        {
            if (input.Metrics[i].Evidence is { } id && !ids.Contains(id))
            {
                problems.Add(
                    new(
                        string.Create(CultureInfo.InvariantCulture, $"metrics[{i}].evidence"),
                        $"There is no evidence {YamlTreeReader.Shown(id)} in this document."
                    )
                );
            }
        }
    }
}
