namespace Governance.Policies;

/// <summary>
/// What a policy is expected to say to given inputs (<c>apiVersion: governance/v1</c>, <c>kind: PolicyTest</c>), in a file
/// <c>*_test.yaml</c> beside it.
/// </summary>
/// <param name="Policies">Files of the policies under test, as the file names them; empty when anyone who runs it says which.</param>
/// <param name="Cases">The cases, at least one.</param>
public sealed record PolicyTestFile(IReadOnlyList<string> Policies, IReadOnlyList<PolicyTestCase> Cases)
{
    /// <summary>Most cases in one file.</summary>
    public const int MaxCases = 500;

    /// <summary>Reads a test file. Never throws for bad text.</summary>
    /// <param name="utf8">The file's bytes; at most <see cref="PolicyDocument.MaxBytes"/>.</param>
    public static PolicyTestParseResult Parse(ReadOnlyMemory<byte> utf8) => PolicyTestReader.Read(utf8);
}

/// <summary>Either a test file, or every problem found in its text.</summary>
/// <param name="File">The file; null when there are problems.</param>
/// <param name="Problems">The problems in the order of the file.</param>
public sealed record PolicyTestParseResult(PolicyTestFile? File, IReadOnlyList<PolicyProblem> Problems);

/// <summary>One case.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="InputName">Name of the input, such as a file or a stored gate run; null when it stands in the file.</param>
/// <param name="Input">The input itself as JSON, from the case or from the file's <c>inputs</c>; null when it has to be found.</param>
/// <param name="Change">What is changed in the input (RFC 7396 merge patch) as JSON; null for nothing.</param>
/// <param name="Outcomes">What the gate is to say (<c>pass</c>, <c>warn</c>, <c>fail</c>, <c>error</c>) by the mode of the policies under
/// test; the same for every mode where the file gives one word, empty when only rules are looked at.</param>
/// <param name="Rules">What rules are to say, by <c>RULE-01</c> or <c>policy/RULE-01</c>; <c>absent</c> for a rule that is not
/// evaluated.</param>
/// <param name="Line">Line of the case in its file.</param>
public sealed record PolicyTestCase(
    string Name,
    string? InputName,
    string? Input,
    string? Change,
    IReadOnlyDictionary<PolicyMode, string> Outcomes,
    IReadOnlyDictionary<string, string> Rules,
    int Line
);

/// <summary>What came out of one case.</summary>
/// <param name="Name">The case.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Passed">Whether everything was as expected.</param>
/// <param name="Expected">What was expected, in words.</param>
/// <param name="Got">What came out, in words; what stopped the case where it could not run.</param>
public sealed record PolicyTestResult(string Name, int Line, bool Passed, string Expected, string Got);
