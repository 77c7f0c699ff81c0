namespace Governance.Testing;

/// <summary>
/// What went wrong after the last test: the runner names only the kind of the error, so its words go to the file that the build prints.
/// </summary>
public static class CleanupFaults
{
    private const string FileVariable = "GOVERNANCE_TEST_CLEANUP_FAULTS";

    /// <summary>Keeps the words of a fault for the build's output.</summary>
    /// <param name="words">What went wrong, in which fixture.</param>
    public static void Keep(string words)
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
        {
            File.AppendAllText(file, words + Environment.NewLine);
        }
    }
}
