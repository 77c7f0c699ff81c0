using System.Reflection;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Portal.Kernel.Configuration;
using Governance.Reporting;
using Governance.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Architecture;

/// <summary>appsettings.Example.json documents every key with its default, and the portal takes it as it is.</summary>
public sealed class SettingsTests
{
    private const string Example = "appsettings.Example.json";

    // Read before options exist, or by the framework itself.
    private static readonly string[] s_otherSections = ["ConnectionStrings", "Logging", "AllowedHosts", "Kestrel", "Urls"];

    private static readonly IConfigurationRoot s_example = new ConfigurationBuilder().AddJsonFile(Repository.Path(Example)).Build();

    public static TheoryData<Type> OptionTypes => [.. Options().Select(o => o.Type)];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Example_OfSettings_NamesEveryPropertyOf(Type options)
    {
        var section = s_example.GetSection(SectionOf(options));
        var missing = Properties(options)
            .Where(p => !section.GetChildren().Any(c => c.Key == p.Name))
            .Select(p => $"{section.Key}:{p.Name}")
            .ToList();

        Assert.True(missing.Count == 0, $"{Example} lacks {string.Join(", ", missing)}");
    }

    [Fact]
    public void Example_OfSettings_NamesNothingElse()
    {
        var known = Options()
            .GroupBy(o => o.Section, StringComparer.Ordinal)
            .ToDictionary(
                s => s.Key,
                s => s.SelectMany(o => Properties(o.Type)).Select(p => p.Name).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        var unknown = new List<string>();
        foreach (var section in s_example.GetChildren().Where(s => !s_otherSections.Contains(s.Key, StringComparer.Ordinal)))
        {
            unknown.AddRange(
                known.TryGetValue(section.Key, out var names)
                    ? section
                        .GetChildren()
                        .Where(c => !names.Contains(c.Key) && !IsReadDirectly($"{section.Key}:{c.Key}"))
                        .Select(c => c.Path)
                    : [section.Key]
            );
        }

        Assert.True(unknown.Count == 0, $"Nothing reads {string.Join(", ", unknown)} of {Example}");
    }

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Example_OfSettings_SaysTheDefaultsOf(Type options)
    {
        // Paths and addresses depend on the installation; the example shows a usual one.
        var defaults = Activator.CreateInstance(options)!;
        var bound = s_example.GetSection(SectionOf(options)).Get(options) ?? Activator.CreateInstance(options)!;
        var different = Properties(options)
            .Where(p => p.PropertyType != typeof(string) && p.PropertyType != typeof(Uri) && !Same(p.GetValue(defaults), p.GetValue(bound)))
            .Select(p => $"{p.Name} is {p.GetValue(bound)}, the default is {p.GetValue(defaults)}")
            .ToList();

        Assert.True(different.Count == 0, string.Join(Environment.NewLine, different));
    }

    [Fact]
    public void Portal_StartedWithTheExample_TakesEverySetting()
    {
        using var portal = new PortalFactory { IsAboutSettings = true };
        foreach (
            var (key, value) in s_example
                .AsEnumerable()
                .Where(s =>
                    s.Value is not null
                    && !s.Key.StartsWith("ConnectionStrings:", StringComparison.Ordinal)
                    && !s.Key.StartsWith("Storage:", StringComparison.Ordinal)
                    && !s.Key.StartsWith("Kestrel:", StringComparison.Ordinal)
                )
        )
        {
            portal.Settings[key] = value;
        }

        var validators = portal.Services.GetServices<IStartupValidator>().ToList();

        Assert.NotEmpty(validators);
        Assert.All(validators, v => v.Validate());
        Assert.Equal(
            s_example["Security:LockoutMinutes"],
            portal.Get<IOptions<SecurityOptions>>().Value.LockoutMinutes.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public void Example_OfSettings_HasADatabaseThePortalKnows() =>
        Assert.Equal(DatabaseKind.Sqlite, DataServices.KindOf(s_example.GetConnectionString(ConfigurationServices.ConnectionStringKey)!));

    [Theory]
    [InlineData("Security:PasswordLength", "3")]
    [InlineData("Limits:Columns", "0")]
    [InlineData("Security:SessionHours", "1000")]
    [InlineData("Storage:KeyPath", "")]
    public void Portal_WithAnInvalidSetting_DoesNotStartAndNamesTheKey(string key, string value)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:ArtifactPath"] = "artifacts",
            ["Storage:KeyPath"] = "keys",
            [key] = value,
        };
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddPortalOptions()
            .BuildServiceProvider();

        var stop = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key.Split(':')[1], stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_TableOfSettings_NamesEveryKey()
    {
        var readme = Repository.Read("README.md");
        var missing = Options()
            .SelectMany(o => Properties(o.Type).Select(p => $"{o.Section.Replace(":", "__", StringComparison.Ordinal)}__{p.Name}"))
            .Where(k => !readme.Contains($"`{k}`", StringComparison.Ordinal))
            .ToList();

        Assert.True(missing.Count == 0, $"README.md lacks {string.Join(", ", missing)}");
    }

    private static IEnumerable<(Type Type, string Section)> Options() =>
        Repository
            .Portal.Append(typeof(ReportOptions).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.Name.EndsWith("Options", StringComparison.Ordinal) && IsBound(t))
            .Select(t => (t, SectionOf(t)))
            .OrderBy(o => o.Item2, StringComparer.Ordinal);

    // Options that a section fills: they say which, or their feature binds them to the section of their name.
    private static bool IsBound(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static) is not null
        || Repository.Sources.Any(f => Regex.IsMatch(Repository.Read(f), $@"AddOptions<{type.Name}>\(\)\s*\.BindConfiguration"));

    private static string SectionOf(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetRawConstantValue() as string
        ?? type.Name[..^"Options".Length];

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);

    private static bool Same(object? one, object? other) =>
        one is System.Collections.IList first && other is System.Collections.IList second
            ? first.Count == 0 && second.Count == 0
            : Equals(one, other);

    // A key that one line reads by its name.
    private static bool IsReadDirectly(string key) =>
        Repository.Sources.Any(f => Repository.Read(f).Contains($"\"{key}\"", StringComparison.Ordinal));
}
