using System.CommandLine;

namespace Governance.Cli.Shared;

/// <summary>The option that names the artifact which was measured.</summary>
internal sealed class ArtifactOption
{
    private readonly Option<string> _artifact = CommonOptions.Text(
        "--artifact",
        "Artifact of the measured model, as a file or SHA-256; stated in the report, for gates that check which artifact it covers.",
        "FILE|SHA256"
    );

    public ArtifactOption(Command command) => command.Add(_artifact);

    /// <summary>Its digest; null when the option is not given.</summary>
    public async Task<string?> ReadAsync(ParseResult parse, CancellationToken ct) =>
        parse.GetValue(_artifact) is not { } given ? null : Sha256Text.Of(given) ?? (await LocalFile.HashAsync(given, null, ct)).Sha256;
}
