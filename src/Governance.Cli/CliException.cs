namespace Governance.Cli;

/// <summary>
/// Ends the command: words for the person and the code for the pipeline. Caught in one place, <see cref="CommandLineApp"/>.
/// </summary>
internal sealed class CliException(ExitCode exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>Status of the server's answer, when it was one that ended the command.</summary>
    public int? Status { get; init; }

    /// <summary>Code of the server's refusal.</summary>
    public string? Code { get; init; }

    /// <summary>True when the server could not be reached or sent nothing; false once it answered anything.</summary>
    public bool IsNoAnswer { get; init; }

    public static CliException Usage(string message, Exception? inner = null) => new(ExitCode.Usage, message, inner);

    public static CliException Undecided(string message, Exception? inner = null) => new(ExitCode.Undecided, message, inner);
}
