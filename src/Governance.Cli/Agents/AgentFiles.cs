using System.CommandLine;
using Governance.Cli.Policies;
using Governance.Cli.Shared;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>What commands about agents share: reading a manifest, asking a server.</summary>
internal static class AgentFiles
{
    /// <summary>Bytes of a manifest; a byte more than allowed is kept so that the reader can say so itself.</summary>
    public static Task<byte[]> ReadAsync(string path, CancellationToken ct) => LocalFile.ReadAsync(path, 16 * AgentManifest.MaxBytes, ct);

    /// <summary>A manifest that has to be valid.</summary>
    public static async Task<AgentManifest> ManifestAsync(string path, CancellationToken ct)
    {
        var read = AgentManifest.Read(await ReadAsync(path, ct));
        return read.Manifest
            ?? throw CliException.Usage(
                string.Join('\n', read.Problems.Select(problem => $"{path}:{problem}")) + $"\n{path} is not a valid manifest."
            );
    }

    /// <summary>Policies that have to be valid.</summary>
    public static async Task<IReadOnlyList<PolicyDocument>> PoliciesAsync(IEnumerable<string>? paths, CancellationToken ct)
    {
        var policies = new List<PolicyDocument>();
        foreach (var path in paths ?? [])
        {
            var read = PolicyDocument.Parse(await PolicyFiles.ReadAsync(path, ct), path);
            policies.Add(
                read.Document
                    ?? throw CliException.Usage(
                        string.Join('\n', read.Problems.Select(problem => $"{path}:{problem}")) + $"\n{path} is not a valid policy."
                    )
            );
        }

        return policies;
    }

    /// <summary>Stage an agent acts in where none is named.</summary>
    public const string UsualStage = "production";

    public static Option<string> Stage() =>
        CommonOptions.OneOf("--stage", "Stage in which the agent acts (default: production).", ["development", "staging", UsualStage]);

    public static Argument<string> File(string name, string description) => new(name) { Description = description };

    public static Option<string> KeyFile() =>
        CommonOptions.Text(
            "--mcp-key-file",
            "File with the key for a server reached by URL, or - for standard input (default: GOVERNANCE_MCP_KEY).",
            "FILE"
        );

    public static Option<string> Timeout() => CommonOptions.Timeout("How long to wait for a server's answer (default: 30s).");

    public static TimeSpan TimeoutOf(string? text) =>
        text is not null && Duration.TryParse(text, out var time) ? time : TimeSpan.FromSeconds(30);

    /// <summary>Writes a file that is not there yet.</summary>
    public static async Task WriteNewAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (System.IO.File.Exists(path))
        {
            throw CliException.Usage($"{path} already exists and was not changed. Name another file.");
        }

        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(bytes, ct);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"{path} cannot be written: {problem.Message}", problem);
        }
    }
}
