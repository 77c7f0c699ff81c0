using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>Writes and reads <c>governance.result/v1</c>.</summary>
internal static class GateResultText
{
    public static byte[] Write(GateResult result)
    {
        var json = Members(result);
        if (result.Bounds is { } bounds)
        {
            json["bounds"] = List(bounds, Bound);
        }

        Set(json, "noticed", result.Noticed);

        return CanonicalJson.Serialize(json);
    }

    private static JsonObject Bound(ComposedBound bound)
    {
        var json = new JsonObject
        {
            ["on"] = bound.On,
            ["bound"] = bound.Bound,
            ["policy"] = bound.Policy,
            ["rule"] = bound.Rule,
            ["looser"] = Words(bound.Looser),
        };
        Set(json, "bounded", bound.Bounded);
        Set(json, "strictest", bound.Strictest);
        return json;
    }

    private static JsonObject Policy(EvaluatedPolicy policy)
    {
        var json = new JsonObject
        {
            ["name"] = policy.Name,
            ["version"] = policy.Version,
            ["sha256"] = policy.Sha256,
            ["mode"] = policy.Mode.ToWireName(),
            ["applied"] = policy.Applied,
            ["reason"] = policy.Reason,
        };
        Set(json, "why", policy.Why);
        return json;
    }

    private static JsonObject Members(GateResult result) =>
        new()
        {
            ["schema"] = GateResult.Schema,
            ["engine"] = result.Engine,
            ["subject"] = new JsonObject
            {
                ["model"] = result.Subject.Model,
                ["risk_class"] = result.Subject.RiskClass,
                ["version"] = result.Subject.Version,
                ["version_sha256"] = result.Subject.VersionSha256,
                ["sha256"] = result.Subject.ArtifactSha256.Length == 0 ? null : result.Subject.ArtifactSha256,
                ["from"] = result.Subject.From,
                ["to"] = result.Subject.To,
            },
            ["evaluated_at"] = Instant.Write(result.EvaluatedAt),
            ["input_sha256"] = result.InputSha256,
            ["policies"] = List(result.Policies, Policy),
            ["results"] = List(result.Results, Rule),
            ["outcome"] = result.Outcome.ToWireName(),
            ["counts"] = new JsonObject(
                Enum.GetValues<RuleOutcome>()
                    .Select(outcome =>
                        KeyValuePair.Create(
                            outcome.ToWireName(),
                            (JsonNode?)JsonValue.Create((long)result.Results.Count(rule => rule.Outcome == outcome))
                        )
                    )
            ),
            ["approvals"] = Approvals(result.Approvals),
            ["notices"] = Words(result.Notices),
        };

    // Only there when it says something: every other result has the bytes it always had.
    private static JsonObject Approvals(RequiredApprovals approvals)
    {
        var written = new JsonObject
        {
            ["roles"] = Words(approvals.Roles),
            ["max_age_days"] = (long)approvals.MaxAgeDays,
            ["open_days"] = (long)approvals.OpenDays,
        };
        if (approvals.MakersMaySign)
        {
            written["makers_may_sign"] = true;
        }

        if (approvals.SoonAfterResetHours != PolicyApprovals.DefaultSoonAfterResetHours)
        {
            written["soon_after_reset_hours"] = (long)approvals.SoonAfterResetHours;
        }

        return written;
    }

    public static GateResultReadResult Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > GateInput.MaxBytes)
        {
            return new(null, [new(string.Empty, "The document is too large to be a gate result.")]);
        }

        if (!StrictJson.TryParse(utf8, JsonFields.MaxDepth, out var document, out var problem))
        {
            return new(null, [new(string.Empty, problem)]);
        }

        using (document)
        {
            var problems = new List<DocumentProblem>();
            var fields = new JsonFields(document.RootElement, string.Empty, problems);
            var result = Result(fields);
            fields.End();
            return problems.Count == 0 ? new(result, problems) : new(null, problems);
        }
    }

    // Results of engines that made no statements keep the bytes they always had.
    private static JsonObject Rule(RuleResult rule)
    {
        var json = Members(rule);
        Set(json, "found", rule.Found);
        Set(json, "asked", rule.Asked);
        Set(json, "seen", rule.Seen);
        return json;
    }

    private static void Set(JsonObject json, string name, IReadOnlyList<Statement>? statements)
    {
        if (statements is not null)
        {
            json[name] = StatementJson.Write(statements);
        }
    }

    private static void Set(JsonObject json, string name, Statement? statement)
    {
        if (statement is not null)
        {
            json[name] = StatementJson.Write(statement);
        }
    }

    private static JsonObject Members(RuleResult rule) =>
        new()
        {
            ["rule_id"] = rule.RuleId,
            ["policy"] = rule.Policy,
            ["type"] = rule.Type,
            ["severity"] = rule.Severity.ToWireName(),
            ["blocking"] = rule.Blocking,
            ["outcome"] = rule.Outcome.ToWireName(),
            ["message"] = rule.Message,
            ["expected"] = rule.Expected,
            ["actual"] = rule.Actual,
            ["evidence"] = List(
                rule.Evidence,
                evidence => new JsonObject
                {
                    ["id"] = evidence.Id,
                    ["kind"] = evidence.Kind,
                    ["sha256"] = evidence.Sha256,
                    ["age_days"] = (long)evidence.AgeDays,
                }
            ),
            ["control"] = Words(rule.Controls),
            ["location"] = new JsonObject { ["file"] = rule.Location.File, ["line"] = (long)rule.Location.Line },
            ["waiver"] = rule.Waiver is { } waiver
                ? new JsonObject
                {
                    ["id"] = waiver.Id,
                    ["by"] = Words(waiver.By),
                    ["expires"] = Instant.Write(waiver.ExpiresAt),
                }
                : null,
        };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> write) =>
        new([.. items.Select(item => (JsonNode)write(item))]);

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);

    private static GateResult Result(JsonFields fields)
    {
        fields.Word("schema", [GateResult.Schema]);
        fields.RequiredObject("counts", Counts);
        return new()
        {
            Engine = fields.Text("engine"),
            Subject =
                fields.RequiredObject(
                    "subject",
                    subject => new GateSubject(
                        subject.Text("model"),
                        subject.OptionalText("risk_class"),
                        subject.Text("version"),
                        subject.Sha256("version_sha256"),
                        subject.OptionalSha256("sha256") ?? string.Empty,
                        subject.Text("from"),
                        subject.Text("to")
                    )
                ) ?? new(string.Empty, null, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty),
            EvaluatedAt = fields.Time("evaluated_at"),
            InputSha256 = fields.Sha256("input_sha256"),
            Policies = fields.Objects(
                "policies",
                policy => new EvaluatedPolicy(
                    policy.Text("name"),
                    policy.Text("version"),
                    policy.Sha256("sha256"),
                    Enumerated<PolicyMode>(policy, "mode", Policies.PolicyVocabulary.ToWireName),
                    policy.OptionalFlag("applied") ?? false,
                    policy.OptionalText("reason")
                )
                {
                    Why = StatementJson.ReadOne(policy, "why"),
                }
            ),
            Results = fields.Objects("results", Rule),
            Outcome = Enumerated<GateOutcome>(fields, "outcome", Policies.PolicyVocabulary.ToWireName),
            Approvals =
                fields.RequiredObject(
                    "approvals",
                    approvals => new RequiredApprovals(
                        approvals.Texts("roles"),
                        approvals.Integer("max_age_days"),
                        approvals.Integer("open_days")
                    )
                    {
                        MakersMaySign = approvals.OptionalFlag("makers_may_sign") ?? false,
                        SoonAfterResetHours = approvals.Has("soon_after_reset_hours")
                            ? approvals.Integer("soon_after_reset_hours")
                            : PolicyApprovals.DefaultSoonAfterResetHours,
                    }
                ) ?? new([], 0, 0),
            Notices = fields.Texts("notices"),
            Noticed = StatementJson.Read(fields, "noticed"),
            Bounds = fields.Has("bounds")
                ? fields.Objects(
                    "bounds",
                    bound => new ComposedBound(
                        bound.Text("on"),
                        bound.Text("bound"),
                        bound.Text("policy"),
                        bound.OptionalText("rule"),
                        bound.Texts("looser")
                    )
                    {
                        Bounded = StatementJson.ReadOne(bound, "bounded"),
                        Strictest = StatementJson.ReadOne(bound, "strictest"),
                    }
                )
                : null,
        };
    }

    /// <summary>The counts repeat what the results say, so they are checked for form and not kept.</summary>
    private static JsonFields Counts(JsonFields counts)
    {
        foreach (var outcome in Enum.GetValues<RuleOutcome>())
        {
            counts.Count(outcome.ToWireName());
        }

        return counts;
    }

    private static RuleResult Rule(JsonFields rule) =>
        new()
        {
            RuleId = rule.Text("rule_id"),
            Policy = rule.Text("policy"),
            Type = rule.Text("type"),
            Severity = Enumerated<RuleSeverity>(rule, "severity", Policies.PolicyVocabulary.ToWireName),
            Blocking = rule.OptionalFlag("blocking") ?? false,
            Outcome = Enumerated<RuleOutcome>(rule, "outcome", Policies.PolicyVocabulary.ToWireName),
            Message = rule.Text("message"),
            Expected = rule.OptionalText("expected"),
            Actual = rule.OptionalText("actual"),
            Found = StatementJson.Read(rule, "found"),
            Asked = StatementJson.Read(rule, "asked"),
            Seen = StatementJson.Read(rule, "seen"),
            Evidence = rule.Objects(
                "evidence",
                evidence => new EvidenceReference(
                    evidence.Text("id"),
                    evidence.Text("kind"),
                    evidence.Sha256("sha256"),
                    evidence.Integer("age_days")
                )
            ),
            Controls = rule.Texts("control"),
            Location =
                rule.RequiredObject("location", location => new RuleLocation(location.Text("file"), location.Integer("line")))
                ?? new(string.Empty, 0),
            Waiver = rule.OptionalObject(
                "waiver",
                waiver => new WaiverReference(waiver.Text("id"), waiver.Texts("by"), waiver.Time("expires"))
            ),
        };

    private static T Enumerated<T>(JsonFields fields, string name, Func<T, string> spell)
        where T : struct, Enum
    {
        var word = fields.Word(name, [.. Enum.GetValues<T>().Select(spell)]);
        return Policies.PolicyVocabulary.TryRead(word, spell, out var value) ? value : default;
    }
}
