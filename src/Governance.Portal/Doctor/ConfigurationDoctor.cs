using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Doctor;

/// <summary>Keys that nothing reads, and values that would stop the start.</summary>
internal sealed class ConfigurationDoctor(IConfiguration configuration, IServiceProvider services) : IDoctorCheck
{
    private const string Subject = "configuration";

    // What the framework reads, with keys of its own.
    private static readonly HashSet<string> s_frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "Logging",
        "Kestrel",
        "AllowedHosts",
        "Urls",
    };

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var wrong = 0;
        foreach (var line in Unknown().Concat(Invalid()))
        {
            ct.ThrowIfCancellationRequested();
            wrong++;
            yield return line;
        }

        if (wrong == 0)
        {
            yield return DoctorLine.Ok(Subject, "Every key is known, and every value is valid.");
        }
    }

    private IEnumerable<DoctorLine> Unknown()
    {
        var known = KnownKeys.Read();
        var unknown = known
            .Sections.Where(s => !s_frameworks.Contains(s))
            .SelectMany(s => configuration.GetSection(s).AsEnumerable())
            .Where(k => k.Value is not null && !known.Has(k.Key))
            .Select(k => k.Key)
            .Concat(Misspelt(known));
        foreach (var key in unknown.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var meant = known.Near(key) is { } near ? $" Did you mean {Spelled(near)}?" : " Remove it, or correct its name.";
            yield return DoctorLine.Warn(Subject, $"The portal has no setting {Spelled(key)}.{meant}");
        }
    }

    // Sections that no one knows: of the files, and of variables that are written like keys.
    private IEnumerable<string> Misspelt(KnownKeys known)
    {
        if (configuration is not IConfigurationRoot root)
        {
            yield break;
        }

        foreach (var provider in root.Providers.Where(p => p is JsonConfigurationProvider or EnvironmentVariablesConfigurationProvider))
        {
            foreach (var section in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                var isKnown = known.Sections.Contains(section, StringComparer.OrdinalIgnoreCase) || s_frameworks.Contains(section);
                var isOurs = provider is JsonConfigurationProvider || (known.Near(section) is not null && !provider.TryGet(section, out _));
                if (!isKnown && isOurs)
                {
                    yield return section;
                }
            }
        }
    }

    private List<DoctorLine> Invalid()
    {
        try
        {
            foreach (var validator in services.GetServices<IStartupValidator>())
            {
                validator.Validate();
            }

            return [];
        }
        catch (OptionsValidationException e)
        {
            return Lines(e);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(Lines)];
        }
        catch (Exception e) when (StartFaults.Of(e) is { } fault)
        {
            // A value of another kind: the sentence with which the start would end.
            return [DoctorLine.Fail(Subject, fault.Sentence)];
        }
    }

    private static List<DoctorLine> Lines(OptionsValidationException e) => [.. e.Failures.Select(f => DoctorLine.Fail(Subject, f))];

    private static string Spelled(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
