using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Api;

/// <summary>Holds every answer that its clients get against the API's document: status, type of the content, and the content.</summary>
internal sealed class ContractRecord
{
    private readonly SchemaCheck _schemas;
    private readonly List<Operation> _operations;

    public ContractRecord(JsonObject document)
    {
        _schemas = new SchemaCheck(document);
        _operations =
        [
            .. from path in document["paths"]!.AsObject()
            from method in path.Value!.AsObject()
            let said = method.Value as JsonObject
            where said?["responses"] is not null
            // Of two paths that fit, the one that is written out counts.
            orderby path.Key.Count(c => c == '{')
            select new Operation(method.Key.ToUpperInvariant(), path.Key, said!),
        ];
    }

    public IEnumerable<string> Operations => _operations.Select(o => o.Name);

    /// <summary>Operations that were called.</summary>
    public SortedSet<string> Called { get; } = new(StringComparer.Ordinal);

    /// <summary>Operations that did what they were asked, or led elsewhere.</summary>
    public SortedSet<string> Succeeded { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that are not as documented, each once.</summary>
    public SortedSet<string> Findings { get; } = new(StringComparer.Ordinal);

    /// <summary>What a client takes to have its answers held against the document.</summary>
    public DelegatingHandler Handler() => new RecordingHandler(this);

    private async Task HoldAsync(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken ct)
    {
        if (_operations.Find(o => o.Fits(request)) is not { } operation)
        {
            return; // A page, or an address that is not the API's.
        }

        Called.Add(operation.Name);
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if ((int)answer.StatusCode < 400)
        {
            Succeeded.Add(operation.Name);
        }

        // Read into memory: the caller reads it again.
        await answer.Content.LoadIntoBufferAsync(ct);
        var findings = operation.Said["responses"]![status] is JsonObject documented
            ? ContentFindings(await answer.Content.ReadAsByteArrayAsync(ct), answer.Content.Headers.ContentType?.MediaType, documented)
            : ["the status is not documented"];
        Findings.UnionWith(findings.Take(3).Select(f => $"{operation.Name} answers {status}: {f}"));
    }

    private IEnumerable<string> ContentFindings(byte[] content, string? type, JsonObject documented)
    {
        var types = documented["content"] as JsonObject ?? [];
        var expected = types.Count == 0 ? "nothing" : string.Join(" or ", types.Select(t => t.Key));
        if (content.Length == 0)
        {
            return types.Count == 0 ? [] : [$"nothing, where {expected} is documented"];
        }

        if (type is not null && types[type] is null && types["*/*"] is not null)
        {
            return []; // A file of any type.
        }

        if (type is null || types[type] is not { } described)
        {
            return [$"{type ?? "content without a type"}, where {expected} is documented"];
        }

        if (described["schema"] is not { } schema)
        {
            return [$"{type} has no schema"];
        }

        return type switch
        {
            "application/x-ndjson" => Text(content)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(l => _schemas.Findings(JsonNode.Parse(l), schema)),
            "text/csv" => CsvFindings(content),
            _ when type.EndsWith("json", StringComparison.Ordinal) => _schemas.Findings(JsonNode.Parse(content), schema),
            _ => [],
        };
    }

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content).TrimStart('\uFEFF');

    private static IEnumerable<string> CsvFindings(byte[] content)
    {
        var rows = Rows(Text(content));
        return rows[0].Any(string.IsNullOrWhiteSpace) || rows[0].Distinct(StringComparer.Ordinal).Count() != rows[0].Count
            ? ["the header does not name each column once"]
            : rows.Where(r => r.Count != rows[0].Count).Select(r => $"a line of {r.Count} cells under a header of {rows[0].Count}");
    }

    // RFC 4180: a line ends outside quotation marks, and a mark within them stands twice.
    private static List<List<string>> Rows(string csv)
    {
        List<List<string>> rows = [];
        var (cells, begin, isQuoted) = (new List<string>(), 0, false);
        for (var i = 0; i < csv.Length; i++)
        {
            isQuoted ^= csv[i] == '"';
            if (isQuoted || csv[i] is not (',' or '\n'))
            {
                continue;
            }

            cells.Add(csv[begin..i].TrimEnd('\r'));
            begin = i + 1;
            if (csv[i] == '\n')
            {
                rows.Add(cells);
                cells = [];
            }
        }

        return begin < csv.Length || cells.Count > 0 ? [.. rows, [.. cells, csv[begin..]]] : rows;
    }

    private sealed record Operation(string Method, string Path, JsonObject Said)
    {
        private readonly string[] _parts = Path.Split('/');

        public string Name => $"{Method} {Path}";

        // A parameter with or without an act behind it: {id} and {id}:send.
        private static bool Fits(string part, string asked)
        {
            var act = part.Contains("}:", StringComparison.Ordinal) ? part[part.IndexOf(':', StringComparison.Ordinal)..] : null;
            return !part.StartsWith('{') ? part == asked
                : act is null ? asked.Length > 0
                : asked.Length > act.Length && asked.EndsWith(act, StringComparison.Ordinal);
        }

        public bool Fits(HttpRequestMessage request)
        {
            var asked = request.RequestUri!.AbsolutePath.Split('/');
            return Method == request.Method.Method && _parts.Length == asked.Length && _parts.Zip(asked).All(p => Fits(p.First, p.Second));
        }
    }

    private sealed class RecordingHandler(ContractRecord record) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await record.HoldAsync(request, answer, cancellationToken);
            return answer;
        }
    }
}
