using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// Who signs in at the organisation's provider has no password here: wherever somebody is asked again who they are, the one field is used
/// that offers what can work for them, and the proof it gives takes the password's place.
/// </summary>
public sealed partial class PasswordDialogTests
{
    private static readonly IReadOnlyList<string> s_pages = [.. Repository.Files("src", ".razor")];

    private static IReadOnlyList<string> Found =>
        [.. s_pages.Where(f => Repository.Read(f).Contains("<ConfirmField ", StringComparison.Ordinal))];

    public static TheoryData<string> Dialogs => [.. Found];

    [Fact]
    public void Dialogs_AreFound() =>
        Assert.True(Found.Count >= 10, "No dialog asks again who somebody is any more, so this test looks for the wrong thing.");

    [Fact]
    public void Password_IsAskedForAgain_InOnePlaceOnly() =>
        Assert.Equal(
            ["ConfirmField.razor", "SignInPage.razor"],
            s_pages
                .Where(f => Repository.Read(f).Contains("current-password", StringComparison.Ordinal))
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Dialogs))]
    public void Dialog_ThatAsksAgain_TakesAProofInPlaceOfThePassword(string file)
    {
        var source = Repository.Read(file) + (File.Exists(Repository.Path(file + ".cs")) ? Repository.Read(file + ".cs") : "");
        var proof = Field().Match(source);

        Assert.True(proof.Success, $"{file} asks again who somebody is without <ConfirmField … @bind-Proof=\"…\" />.");
        // The proof stands in place of the password: it is given to the check, and counts where a missing password is looked for.
        Assert.Contains($"Given = {proof.Groups[1].Value}", source, StringComparison.Ordinal);
        Assert.DoesNotMatch($@"_password\.Length == 0(?! && {proof.Groups[1].Value} is null)", source);
    }

    [GeneratedRegex("<ConfirmField .*@bind-Proof=\"(\\w+)\"")]
    private static partial Regex Field();
}
