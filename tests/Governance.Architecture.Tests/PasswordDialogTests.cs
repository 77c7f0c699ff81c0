namespace Governance.Architecture;

/// <summary>
/// Who signs in at the organisation's provider has no password here: wherever someone is asked again who they are, the one component is
/// used that offers what can work for them, keeps what they give and has it checked.
/// </summary>
public sealed class PasswordDialogTests
{
    private static readonly IReadOnlyList<string> s_pages = [.. Repository.Files("src", ".razor")];

    private static IReadOnlyList<string> Found =>
        [.. s_pages.Where(f => Repository.Read(f).Contains("<Reauthenticate ", StringComparison.Ordinal))];

    public static TheoryData<string> Dialogs => [.. Found];

    [Fact]
    public void Dialogs_AreFound() =>
        Assert.True(Found.Count >= 20, "No dialog asks again who somebody is any more, so this test looks for the wrong thing.");

    [Fact]
    public void Password_IsAskedForAgain_InOnePlaceOnly() =>
        Assert.Equal(
            ["Reauthenticate.razor", "SignInPage.razor"],
            s_pages
                .Where(f => Repository.Read(f).Contains("current-password", StringComparison.Ordinal))
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Identity_IsProvenAgain_InOnePlaceOnly() =>
        Assert.Equal(
            ["PasskeyField.razor", "Reauthenticate.razor"],
            s_pages
                .Where(f => Source(f).Contains("Reauthentication.RunAsync(", StringComparison.Ordinal))
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Dialogs))]
    public void Dialog_ThatAsksAgain_KeepsNothingOfWhatIsGiven(string file)
    {
        var source = Source(file);

        Assert.True(
            source.Contains(".ProveAsync(", StringComparison.Ordinal)
                || source.Contains(".GiveAsync(", StringComparison.Ordinal)
                || source.Contains(".GiveAsync<", StringComparison.Ordinal),
            $"{file} asks again who somebody is and has nothing proven by it."
        );
        Assert.DoesNotContain("string _password", source, StringComparison.Ordinal);
        Assert.DoesNotContain("string? _proof", source, StringComparison.Ordinal);
        Assert.DoesNotContain("Given =", source, StringComparison.Ordinal);
    }

    private static string Source(string file) =>
        Repository.Read(file) + (File.Exists(Repository.Path(file + ".cs")) ? Repository.Read(file + ".cs") : "");
}
