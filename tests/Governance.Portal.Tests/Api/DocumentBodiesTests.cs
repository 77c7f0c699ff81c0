using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Portal.Tests.Reports;
using Governance.Testing;

namespace Governance.Portal.Tests.Api;

/// <summary>A request that a document prints is one that the server takes: its path is there, and its body has the members it
/// reads.</summary>
public sealed partial class DocumentBodiesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_ThatADocumentPrints_IsOneOfTheApi()
    {
        await using var portal = new PortalFactory();
        var api = await OpenApiContractTests.DocumentAsync(portal);
        var wrong = new List<string>();
        var printed = Printed().ToList();
        foreach (var (file, method, path, body) in printed)
        {
            if (SchemaOf(api, method, path) is not { } schema)
            {
                wrong.Add($"{file}: there is no {method} {path}");
                continue;
            }

            var members = body.Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
            var known = schema["properties"]?.AsObject().Select(p => p.Key).ToHashSet(StringComparer.Ordinal) ?? [];
            var needed = schema["required"]?.AsArray().Select(r => (string)r!) ?? [];
            wrong.AddRange(members.Except(known).Select(m => $"{file}: {method} {path} has no member {m}"));
            wrong.AddRange(needed.Except(members).Select(m => $"{file}: {method} {path} needs the member {m}"));
        }

        Assert.Empty(wrong);
        foreach (var asked in new[] { ":approve", ":conclude", "/cut-access", ":answer" })
        {
            Assert.Contains(printed, p => p.Path.EndsWith(asked, StringComparison.Ordinal));
        }
    }

    private static JsonObject? SchemaOf(JsonObject api, string method, string path)
    {
        var segments = path.Split('?')[0].Split('/');
        var operation = api["paths"]!
            .AsObject()
            .Where(p => Matches(p.Key.Split('/'), segments))
            .Select(p => p.Value![method.ToLowerInvariant()])
            .FirstOrDefault(o => o is not null);
        var schema = operation?["requestBody"]?["content"]?["application/json"]?["schema"];
        while (schema is not null && ((string?)schema["$ref"] ?? Choice(schema)) is { } name)
        {
            schema = api["components"]!["schemas"]![name.Split('/')[^1]];
        }

        return schema?.AsObject();
    }

    // A body that may be left out is one of nothing and itself.
    private static string? Choice(JsonNode schema) =>
        (schema["oneOf"] ?? schema["anyOf"])?.AsArray().Select(c => (string?)c!["$ref"]).FirstOrDefault(r => r is not null);

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length
        && template
            .Zip(path)
            .All(p =>
                Regex.IsMatch(
                    p.Second,
                    $"^{Parameter().Replace(Regex.Escape(p.First).Replace(@"\{", "{", StringComparison.Ordinal), "[^/:]+")}$"
                )
            );

    private static IEnumerable<(string File, string Method, string Path, JsonObject Body)> Printed()
    {
        var folder = Path.Combine(Path.GetDirectoryName(ReportsScene.Samples)!, "docs");
        foreach (var file in Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (Match request in Request().Matches(File.ReadAllText(file)))
            {
                JsonObject? body = null;
                try
                {
                    body = JsonNode.Parse(request.Groups["body"].Value) as JsonObject;
                }
                catch (JsonException)
                {
                    // Shortened with an ellipsis, for people.
                }

                if (body is not null)
                {
                    yield return (Path.GetFileName(file), request.Groups["method"].Value, request.Groups["path"].Value, body);
                }
            }
        }
    }

    [GeneratedRegex(
        @"^[ ]*(?<method>POST|PUT|PATCH) (?<path>/api/v1/\S+)\r?\n(?<body>[ ]*\{(?:(?!```).)*?\})[ ]*\r?\n[ ]*```",
        RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Request();

    [GeneratedRegex(@"\{[A-Za-z]+\}")]
    private static partial Regex Parameter();
}
