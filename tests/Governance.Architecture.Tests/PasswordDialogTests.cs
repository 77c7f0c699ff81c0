using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>Who signs in at the organisation's provider has no password here: wherever one is asked for again, the provider is offered too, and takes its place.</summary>
public sealed partial class PasswordDialogTests
{
    private static IReadOnlyList<string> Found =>
        [.. Repository.Files("src/Governance.Portal", ".razor").Where(f => !f.EndsWith("/SignInPage.razor", StringComparison.Ordinal) && Repository.Read(f).Contains("current-password", StringComparison.Ordinal))];

    public static TheoryData<string> Dialogs => [.. Found];

    [Fact]
    public void Dialogs_AreFound() => Assert.True(Found.Count >= 10, "No dialog asks for a password any more, so this test looks for the wrong thing.");

    [Theory]
    [MemberData(nameof(Dialogs))]
    public void Dialog_ThatAsksForAPassword_OffersTheProviderAndTakesItsProof(string file)
    {
        var source = Repository.Read(file) + (File.Exists(Repository.Path(file + ".cs")) ? Repository.Read(file + ".cs") : "");
        var proof = Field().Match(source);

        Assert.True(proof.Success, $"{file} asks for a password without <CodeField … @bind-Proof=\"…\" />.");
        // The proof stands in place of the password: it is given to the check, and counts where a missing password is looked for.
        Assert.Contains($"Given = {proof.Groups[1].Value}", source, StringComparison.Ordinal);
        Assert.DoesNotMatch($@"_password\.Length == 0(?! && {proof.Groups[1].Value} is null)", source);
    }

    [GeneratedRegex("<CodeField [^>]*@bind-Proof=\"(\\w+)\"")]
    private static partial Regex Field();
}
