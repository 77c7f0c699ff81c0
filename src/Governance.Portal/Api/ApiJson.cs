using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Systems;

namespace Governance.Portal.Api;

/// <summary>JSON as the API speaks it: camelCase, strict numbers, unknown members refused, enums and ids by their one spelling.</summary>
public static class ApiJson
{
    /// <summary>The options, for what is read or written outside an endpoint.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Applies them.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new UtcTimeJson());
        options.Converters.Add(new HumanIdJson<UserId>());
        options.Converters.Add(new HumanIdJson<ApiKeyId>());
        options.Converters.Add(new HumanIdJson<PromotionId>());
        options.Converters.Add(new HumanIdJson<SignOffId>());
        options.Converters.Add(new HumanIdJson<DelegationId>());
        options.Converters.Add(new HumanIdJson<OverrideId>());
        options.Converters.Add(new HumanIdJson<GateRunId>());
        options.Converters.Add(new HumanIdJson<WaiverId>());
        options.Converters.Add(new HumanIdJson<PolicyProposalId>());
        options.Converters.Add(new HumanIdJson<PermitId>());
        options.Converters.Add(new HumanIdJson<EvidenceId>());
        options.Converters.Add(new HumanIdJson<DeploymentId>());
        options.Converters.Add(new HumanIdJson<WindowId>());
        options.Converters.Add(new HumanIdJson<ReportId>());
        options.Converters.Add(new HumanIdJson<AlertId>());
        options.Converters.Add(new HumanIdJson<MonitorId>());
        options.Converters.Add(new HumanIdJson<CardId>());
        options.Converters.Add(new HumanIdJson<RiskId>());
        options.Converters.Add(new HumanIdJson<IncidentId>());
        options.Converters.Add(new HumanIdJson<DecisionBatchId>());
        options.Converters.Add(new HumanIdJson<SystemId>());
        options.Converters.Add(new HumanIdJson<AssessmentId>());
        options.Converters.Add(new HumanIdJson<DestinationId>());
        options.Converters.Add(new HumanIdJson<AccessReviewId>());
        options.Converters.Add(new HumanIdJson<ChannelId>());
        options.Converters.Add(new HumanIdJson<HookCallId>());
        options.Converters.Add(new HumanIdJson<MlFlowImportId>());
        options.Converters.Add(new HumanIdJson<RetirementId>());
        options.Converters.Add(new HumanIdJson<SourceReviewId>());
        options.Converters.Add(new HumanIdJson<SubscriptionId>());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class HumanIdJson<T> : JsonConverter<T>
        where T : struct, IHumanId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && HumanId.TryParse<T>(reader.GetString(), out var id) ? id : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(HumanId.Format(value));
    }

    // RFC 3339 in UTC, with milliseconds only where there are any.
    private sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }
}
