using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Localisation;
using Governance.Portal.Administration.Help;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>Bodies that the documentation shows are bodies that the server takes: a call, and under it what is sent.</summary>
public sealed partial class DocumentedBodiesTests
{
    // A reader needs one true example of each of these.
    private static readonly string[] s_shown =
    [
        "POST /api/v1/training-permits/{id}:answer",
        "POST /api/v1/experiments",
        "POST /api/v1/experiments/{id}:approve",
        "POST /api/v1/experiments/{id}:conclude",
        "POST /api/v1/incidents/{id}/cut-access",
        "POST /api/v1/agents/{agent}/calls/{id}:answer",
    ];

    [Fact]
    public async Task Body_ThatADocumentShows_IsOneThatTheServerTakes()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        var document = await OpenApiContractTests.DocumentAsync(portal);
        var check = new SchemaCheck(document);
        List<string> findings = [];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (page, text) in Pages())
        {
            foreach (Match shown in Shown().Matches(text))
            {
                var (method, address) = (shown.Groups["method"].Value, shown.Groups["address"].Value);
                var name = document["paths"]!
                    .AsObject()
                    .Select(p => p.Key)
                    .FirstOrDefault(p => Fits(p, address) && document["paths"]![p]![method.ToLowerInvariant()] is not null);
                if (name is null)
                {
                    findings.Add($"{page}: there is no {method} {address}");
                    continue;
                }

                found.Add($"{method} {name}");
                var schema = document["paths"]![name]![method.ToLowerInvariant()]!["requestBody"]!["content"]!["application/json"]![
                    "schema"
                ]!;
                var body = JsonNode.Parse(shown.Groups["body"].Value)!;
                findings.AddRange(check.Findings(body, schema).Select(f => $"{page}: {method} {address}: {f}"));
                var members = check.Resolve(schema)["properties"]!.AsObject();
                findings.AddRange(
                    body.AsObject().Where(m => members[m.Key] is null).Select(m => $"{page}: {method} {address} has no member {m.Key}")
                );
                findings.AddRange(
                    SchemaCheck
                        .Required(check.Resolve(schema))
                        .Where(m => body[m] is null)
                        .Select(m => $"{page}: {method} {address} lacks {m}")
                );
                // A word out of a few is one of those that the description of its member gives.
                if (
                    (string?)body["outcome"] is { } outcome
                    && !$"{members["outcome"]!["description"]}".Contains(outcome, StringComparison.Ordinal)
                )
                {
                    findings.Add($"{page}: {method} {address}: {outcome} is no outcome");
                }
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
        Assert.Empty(s_shown.Except(found, StringComparer.Ordinal));
    }

    private static IEnumerable<(string Page, string Text)> Pages() =>
        PackedTexts
            .Read(typeof(Handbook).Assembly)
            .Where(t => t.Name.EndsWith(".md", StringComparison.Ordinal))
            .Select(t => (t.Name, t.Text));

    private static bool Fits(string path, string address)
    {
        var escaped = Regex.Escape(path).Replace("\\{", "{", StringComparison.Ordinal);
        var pattern = Regex.Replace(escaped, @"\{\w+\}", "[^/:]+", RegexOptions.NonBacktracking);
        return Regex.IsMatch(address, $@"\A{pattern}\z", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex(
        @"```json\s+(?<method>POST|PUT) (?<address>/api/v1/\S+)\r?\n(?<body>\s*\{.*?\})\s*```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Shown();
}
