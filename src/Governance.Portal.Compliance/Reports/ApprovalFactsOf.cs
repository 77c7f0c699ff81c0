using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Findings;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Reporting;
using Governance.Reporting.Approvals;
using Governance.Reporting.Layout;
using Governance.Transparency;
using static Governance.Localisation.Texts;
using EvidenceReference = Governance.Reporting.EvidenceReference;
using Printed = Governance.Reporting.Approvals;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Says what was loaded in the words of the record. A part that contradicts itself becomes a gap of its section.</summary>
internal static class ApprovalFactsOf
{
    public static ApprovalRecord Record(ApprovalSources sources, ReportDocument document, List<SectionGap> gaps)
    {
        var (promotion, version) = (sources.Promotion, sources.Version);
        var manifest = Try(
            gaps,
            ApprovalSections.Version,
            version.ReadManifest,
            new VersionManifest(
                version.Model,
                version.Version,
                new(version.ArtifactSha256, version.ArtifactSizeBytes, version.ArtifactMediaType, null),
                null,
                [],
                [],
                []
            )
        );
        return new ApprovalRecord
        {
            Document = document,
            PromotionId = promotion.Id.ToString(),
            Model = new Printed.ModelFacts(
                version.Model,
                sources.Model.DisplayName,
                version.Version,
                version.ManifestSha256,
                sources.Model.RiskClass is { } riskClass ? WireName.Of(riskClass) : null,
                Person($"user:{sources.Model.Owner}", sources.Names),
                sources.Model.Purpose,
                manifest.Source?.Repository,
                manifest.Source?.Commit
            ),
            From = WireName.Of(promotion.From),
            To = WireName.Of(promotion.To),
            State = WireName.Of(promotion.State),
            Requester = Person(promotion.RequestedBy, sources.Names),
            Reason = Text(promotion.Reason),
            RequestedAt = promotion.RequestedAt,
            DueAt = promotion.DueAt,
            ExpiresAt = promotion.ExpiresAt,
            DecidedAt = promotion.DecidedAt,
            ProductionVersion = sources.ProductionVersion,
            Bundle = new BundleFacts(promotion.BundleDigest, promotion.Bundle),
            Artifact = new Printed.ArtifactFacts(version.ArtifactSha256, version.ArtifactSizeBytes, version.ArtifactMediaType),
            GateRun = Try(gaps, ApprovalSections.Gate, () => Gate(sources, document.Language), null),
            RequiredRoles = [.. promotion.RequiredRoles.Select(WireName.Of)],
            MakersMaySign = promotion.MakersMaySign,
            SignOffs = Try(gaps, ApprovalSections.SignOffs, () => SignOffs(promotion), []),
            Custody = Try(gaps, ApprovalSections.Custody, () => Custody(sources, document.Language), []),
            Datasets = [.. manifest.Datasets.Select(d => new Printed.DatasetFacts(d.Name, d.Version, d.Role, d.Sha256))],
            Dependencies = [.. manifest.Dependencies.Select(d => new Printed.DependencyFacts(d.Name, d.Version, d.License))],
            Metrics = Try(gaps, ApprovalSections.Version, () => Metrics(sources, document.Language), []),
            Evidence =
            [
                .. sources
                    .Evidence.OrderBy(e => e.Id.Number)
                    .Select(e => new Printed.EvidenceFacts(
                        e.Id.ToString(),
                        WireName.Of(e.Kind),
                        e.Tool.Length == 0 ? null : e.Tool,
                        e.ProducedAt,
                        sources.Names[e.AddedBy],
                        e.Sha256
                    )
                    {
                        WithdrawnAt = e.WithdrawnAt,
                        WithdrawnBy = e.WithdrawnByName,
                    }),
            ],
            Deployments =
            [
                .. sources.Deployments.Select(d => new DeploymentFacts(
                    d.Id.ToString(),
                    d.Environment,
                    d.Region,
                    d.Since,
                    sources.Names[d.DeployedBy],
                    d.ConfigSha256,
                    d.RollbackTarget,
                    d.Until
                )),
            ],
            Gaps = gaps,
        };
    }

    private static GateRunFacts? Gate(ApprovalSources sources, string language)
    {
        if (sources.Run is not { } run)
        {
            return sources.Promotion.GateRun.Number == 0
                ? null
                : throw new FormatException($"{sources.Promotion.GateRun} is named by the bundle but not stored.");
        }

        if (Sha256Hex.Of(run.Result) != run.ResultSha256)
        {
            throw new FormatException($"The stored result of {run.Id} does not match its digest.");
        }

        var result = run.ReadResult();
        // The words that people read are made here, where the rules are known.
        using var use = Languages.Use(language);
        var modes = result.Policies.ToDictionary(p => p.Name, p => p.Mode, StringComparer.Ordinal);
        return new GateRunFacts(
            run.Id.ToString(),
            WireName.Of(run.Outcome),
            run.EvaluatedAt,
            run.ResultSha256,
            [.. GateRuns.Applied(result).Select(p => new PolicyFacts(p.Name, p.Version, p.Sha256) { Mode = modes[p.Name].ToWireName() })],
            [
                .. result.Results.Select(r => new RuleResultFacts(
                    r.RuleId,
                    r.Outcome.ToWireName(),
                    r.Blocking,
                    r.Message,
                    r.Actual,
                    r.Expected,
                    [.. r.Evidence.Select(e => new EvidenceReference(e.Id, e.Kind, e.Sha256))],
                    r.Waiver?.ExpiresAt
                )
                {
                    Policy = r.Policy,
                    IsDryRun = modes.GetValueOrDefault(r.Policy) is PolicyMode.DryRun,
                    Words = new RuleWords(FindingText.Of(r).Say(), Shortened(FindingText.Seen(r)), Shortened(FindingText.Asked(r)))
                    {
                        Name = RuleNames.Of(r.Type, r.Asked, r.RuleId).ToString(),
                    },
                }),
            ]
        );
    }

    // A digest stands in full where what it is of is named; beside a verdict its beginning tells it from another.
    private static string? Shortened(FindingText? text) =>
        text is null
            ? null
            : string.Join(
                ' ',
                string.Join("; ", text.Parts()).Split(' ').Select(w => Sha256Hex.IsValid(w.TrimEnd(',', ';')) ? $"{w[..12]}…{w[64..]}" : w)
            );

    /// <summary>The figures the gate decided from, with the evidence each was read from.</summary>
    private static IReadOnlyList<Printed.MetricFacts> Metrics(ApprovalSources sources, string language)
    {
        if (sources.Run is not { } run)
        {
            return [];
        }

        if (Sha256Hex.Of(run.Input) != run.InputSha256)
        {
            throw new FormatException($"The stored input of {run.Id} does not match its digest.");
        }

        var input = GateInput.Read(run.Input).Input ?? throw new FormatException($"The stored input of {run.Id} cannot be read.");
        var references = input.Evidence.ToDictionary(e => e.Id, e => new EvidenceReference(e.Id, e.Kind, e.Sha256), StringComparer.Ordinal);
        var rules = run.ReadResult().Results.Where(r => r.Type == "metric_threshold").ToList();
        using var use = Languages.Use(language);
        return
        [
            .. input
                .Metrics.Where(m => IsPrinted(m, input, rules))
                .Select(m => new Printed.MetricFacts(
                    Named(m),
                    m.Value,
                    m.N,
                    m.Low,
                    m.High,
                    m.Evidence is null
                        ? null
                        : references.GetValueOrDefault(m.Evidence)
                            ?? throw new FormatException($"{m.Evidence} is read by {run.Id} but is not among its evidence."),
                    m.Value is null ? "its evidence states that the value is undefined" : null
                )
                {
                    Words = Words(m),
                }),
        ];
    }

    // A report sliced by columns has hundreds of figures, which are in the evidence: of its slices those are printed that a rule judged.
    private static bool IsPrinted(GateMetric metric, GateInput input, IReadOnlyList<RuleResult> rules) =>
        metric.Slice is null
        || input.Evidence.FirstOrDefault(e => e.Id == metric.Evidence)?.Facts.Slices is null
        || rules.Any(rule =>
            rule.Asked is { } asked
                ? asked.Any(bound =>
                    bound.Value<StatementValue.Measure>("measure")?.Text == metric.Name
                    && bound.Value<StatementValue.Name>("slice")?.Text == metric.Slice
                )
                // As an earlier engine wrote it.
                : rule.Expected is { } expected
                    && expected.StartsWith($"{metric.Name} ", StringComparison.Ordinal)
                    && expected.Contains($" in {metric.Slice} ", StringComparison.Ordinal)
        );

    private static MetricWords? Words(GateMetric metric)
    {
        if (metric.Value is not { } value)
        {
            return null;
        }

        var name = string.Join(
            ", ",
            new[]
            {
                MeasureUnits.NameOf(metric.Name),
                metric.Attribute is { } attribute ? ColumnWords.Attributes(attribute) : null,
                metric.Slice is { } slice ? ColumnWords.Group(slice.Replace('=', ' ')) : null,
            }.OfType<string>()
        );
        return new(
            name,
            MeasureUnits.Write(metric.Name, value, []),
            (metric.Low, metric.High) is ({ } low, { } high)
                ? T["{0} to {1}", MeasureUnits.Write(metric.Name, low, [high]), MeasureUnits.Write(metric.Name, high, [low])]
                : null
        );
    }

    private static string Named(GateMetric metric) =>
        (metric.Attribute, metric.Slice) switch
        {
            (null, null) => metric.Name,
            ({ } attribute, null) => $"{metric.Name}, {attribute}",
            (null, { } slice) => $"{metric.Name}, {slice}",
            ({ } attribute, { } slice) => $"{metric.Name}, {attribute}, {slice}",
        };

    private static IReadOnlyList<SignOffFacts> SignOffs(Promotion promotion) =>
        [
            .. promotion
                .SignOffs.OrderBy(s => s.Id.Number)
                .Select(s => new SignOffFacts
                {
                    Id = s.Id.ToString(),
                    Role = WireName.Of(s.Role),
                    Signer = new PersonFacts(s.Attestation.Person.ToString(), s.Attestation.PrintedName),
                    InPlaceOf = s.DelegatedFromName,
                    Decision = WireName.Of(s.Decision),
                    Meaning = s.Attestation.Meaning,
                    Status = WireName.Of(s.Status),
                    Comment = s.Comment is { } comment ? Text(comment) : null,
                    Condition = s.Condition is { } condition ? Text(condition) : null,
                    SignedAt = s.Attestation.At,
                    AuthenticationMethod = Method(s),
                    BundleSha256 = s.BundleDigest,
                    Level = WireName.Of(s.Level),
                    StatementSha256 = s.Attestation.StatementSha256,
                    VoidReason = VoidReason(s),
                    RevokeReason = s.RevokeReason is { } reason ? Text(reason) : null,
                    LogIndex = s.Attestation.LogIndex ?? throw new FormatException($"{s.Id} has no entry in the log."),
                }),
        ];

    private static string? VoidReason(SignOff signOff) =>
        signOff switch
        {
            { RevokeReason: not null } => null,
            { Status: SignOffStatus.Void, VoidReason: { } member } => $"{PromotionHistory.Member(member)} changed after signing",
            _ => signOff.VoidReason,
        };

    private static string Method(SignOff signOff)
    {
        var method = signOff.Attestation.AuthenticationMethod switch
        {
            "password" => "Password",
            "password+totp" => "Password and one-time code",
            "passkey" => "Passkey",
            "single-sign-on" => "Single sign-on",
            var other => other,
        };
        return signOff.SoonAfterReset ? $"{method}, within 24 hours of a password reset by an administrator" : method;
    }

    private static IReadOnlyList<CustodyFacts> Custody(ApprovalSources sources, string language)
    {
        // What is added to the words of people is said in the language of the document.
        using var use = Languages.Use(language);
        var words = sources.Comments.Where(c => c.LogIndex is not null).ToDictionary(c => c.LogIndex!.Value, c => Said(c, sources.Names));
        return
        [
            .. sources.Entries.Select(entry =>
            {
                if (!MerkleHash.Leaf(entry.Leaf).AsSpan().SequenceEqual(entry.LeafHash))
                {
                    throw new FormatException($"Entry {entry.Index} of the log does not match its hash.");
                }

                var step = PromotionHistory.View(entry, sources.Names);
                var detail = words.GetValueOrDefault(entry.Index) ?? (step.Refused || step.Detail.Length == 0 ? Fact(entry) : step.Detail);
                return new CustodyFacts(
                    step.At,
                    step.ActorName,
                    step.Action,
                    detail.Length == 0 ? null : detail,
                    step.LogIndex,
                    step.Refused
                )
                {
                    IsQuoted = words.ContainsKey(entry.Index),
                    Said = step.Refused || step.Said.Length == 0 ? null : Wording.Verbatim(step.Said),
                };
            }),
        ];
    }

    // People by the names of today, the words without the marks of Markdown, and the files by what proves them.
    private static string Said(Domain.Conversations.Comment comment, ActorNames names)
    {
        var words = Domain.Conversations.CommentMarkdown.Plain(
            Text(comment.Text).ToString(),
            id => comment.Mentions.Contains(id) ? names[$"user:{id}"] : null
        );
        return string.Join(
            '\n',
            comment.Attachments.OrderBy(a => a.Number).Select(a => T["Attached: {0}, SHA-256 {1}", a.FileName, a.Sha256]).Prepend(words)
        );
    }

    // What the promotion's own history does not tell: how the version came to be what was approved.
    private static string Fact(AuditEntry entry)
    {
        var data = JsonNode.Parse(entry.Leaf)?["data"] as JsonObject ?? [];
        return entry.Action switch
        {
            _ when entry.Refused => $"Code {Word(data, "code")}",
            "evidence.added" => $"{entry.Subject}{(Word(data, "kind") is { } kind ? $": {kind}" : "")}",
            "artifact.stored" or "artifact.restored" or "version.registered" => entry.Subject,
            _ => "",
        };
    }

    private static string? Word(JsonObject data, string member) =>
        data[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static PersonFacts Person(string actor, ActorNames names) =>
        new(actor[(actor.IndexOf(':', StringComparison.Ordinal) + 1)..], names[actor]);

    private static WrittenText Text(SaltedText text) => text.Text is { } words ? words : WrittenText.Erased(text.Sha256);

    private static T Try<T>(List<SectionGap> gaps, string section, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            gaps.Add(new SectionGap(section, e.Message));
            return otherwise;
        }
    }
}
